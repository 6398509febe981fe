package io.gridgate.node;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

/** How the node's own messages look to programs. */
final class JsonLinesTest {

    @Test
    void aMessageIsOneFlatObject() {
        LoggingEvent event = event(null);
        event.addKeyValuePair(new KeyValuePair("service", "a\nb"));
        event.addKeyValuePair(new KeyValuePair("revision", 7L));
        event.addKeyValuePair(new KeyValuePair("forced", true));
        event.addKeyValuePair(new KeyValuePair("reason", null));
        event.addKeyValuePair(new KeyValuePair("level", 3));

        assertThat(line(event))
                .isEqualTo("{\"timestamp\":\"2026-01-02T03:04:05.006Z\",\"level\":\"WARN\",\"message\":\"it \\\"changed\\\"\","
                        + "\"service\":\"a\\nb\",\"revision\":7,\"forced\":true,\"its_level\":3,\"logger\":\"io.gridgate.X\",\"thread\":\"main-1\"}\n");
    }

    @Test
    void aFailureHasItsStackInTheLine() {
        assertThat(line(event(new IllegalStateException("broken")))).startsWith("{\"timestamp\":\"2026")
                .contains("\"stack\":\"java.lang.IllegalStateException: broken\\n\\tat ").endsWith("\"}\n").hasLineCount(1);
    }

    private static LoggingEvent event(@Nullable Throwable failure) {
        LoggerContext context = new LoggerContext();
        LoggingEvent event = new LoggingEvent("", context.getLogger("io.gridgate.X"), Level.WARN, "it \"changed\"", failure, new Object[0]);
        event.setInstant(Instant.parse("2026-01-02T03:04:05.006Z"));
        event.setThreadName("main-1");
        return event;
    }

    private static String line(LoggingEvent event) {
        return new String(new JsonLines().encode(event), StandardCharsets.UTF_8);
    }
}
