package io.gridgate.node;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import org.slf4j.event.KeyValuePair;

/**
 * Each message of the node as one JSON object in one line: when, how bad and what, then what belongs to it under its own names, then who
 * wrote it. What is null is left out.
 *
 * <p>Thread-safety: stateless.
 */
final class JsonLines extends EncoderBase<ILoggingEvent> {

    private static final JsonFactory JSON = new JsonFactory();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final Set<String> OWN = Set.of("timestamp", "level", "message", "logger", "thread", "stack");

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator line = JSON.createGenerator(out)) {
            write(event, line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.write('\n');
        return out.toByteArray();
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }

    private static void write(ILoggingEvent event, JsonGenerator line) throws IOException {
        line.writeStartObject();
        line.writeStringField("timestamp", TIME.format(Instant.ofEpochMilli(event.getTimeStamp())));
        line.writeStringField("level", event.getLevel().toString());
        line.writeStringField("message", event.getFormattedMessage());
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        for (KeyValuePair pair : pairs == null ? List.<KeyValuePair>of() : pairs) {
            write(pair, line);
        }
        line.writeStringField("logger", event.getLoggerName());
        line.writeStringField("thread", event.getThreadName());
        if (event.getThrowableProxy() != null) {
            line.writeStringField("stack", ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        line.writeEndObject();
    }

    private static void write(KeyValuePair pair, JsonGenerator line) throws IOException {
        if (pair.value == null) {
            return;
        }
        line.writeFieldName(OWN.contains(pair.key) ? "its_" + pair.key : pair.key);
        switch (pair.value) {
            case Integer number -> line.writeNumber(number);
            case Long number -> line.writeNumber(number);
            case Boolean flag -> line.writeBoolean(flag);
            default -> line.writeString(pair.value.toString());
        }
    }
}
