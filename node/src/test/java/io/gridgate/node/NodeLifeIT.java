package io.gridgate.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.gridgate.config.node.NodeDocument;
import io.gridgate.fixture.ConsulAgent;
import io.gridgate.fixture.ScriptedBackend;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What a node says while it ends, and why it does not start. */
final class NodeLifeIT {

    @TempDir Path directory;

    @Test
    void stopOfANodeThatUsesAllOfTheGridIsSilent() throws Exception {
        try (ConsulAgent consul = ConsulAgent.start();
                ScriptedBackend backend = ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")) {
            consul.register("shop", "127.0.0.1", backend.port());
            Warnings warnings;
            try (RealNode node = RealNode.start("life-it", directory, Map.of("GRIDGATE_CONSUL_ADDRESS", consul.address()))) {
                node.apply("""
                        services: {shop: {discovery: {consul: {service: shop}}, health_check: {interval: 1s}, load_balancer: least_request}}
                        circuit_breaker: {failure_threshold: 5}
                        rate_limits: [{name: many, limit: 1000, window: 1s}]
                        concurrency_limits: [{name: few, key: all, limit: 10}]
                        caching: {pages: {ttl: 60}}
                        routes: [{path: /**, service: shop, rate_limit: many, cache: pages}]
                        """);
                await().atMost(Duration.ofSeconds(10)).until(() -> node.get("/x").statusCode() == 200);
                warnings = Warnings.begin();
            }
            assertThat(warnings.end()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GRIDGATE_CONSUL_TOKEN_FILE", "GRIDGATE_CLUSTER_SECRET_FILE", "GRIDGATE_LISTENERS_ADMIN_TOKEN_FILE"})
    void fileThatIsNotThereIsNamed(String variable) {
        NodeDocument document = RealNode.document("life-it", directory, Map.of(variable, "/nowhere/secret"));

        assertThatThrownBy(() -> GatewayNode.start(document, null, _ -> {}))
                .isInstanceOf(NodeFailedException.class).hasMessage("/nowhere/secret: no such file");
    }

    /** What is logged meanwhile; tests log warnings and errors alone. */
    private static final class Warnings extends AppenderBase<ILoggingEvent> {

        private final Queue<String> lines = new ConcurrentLinkedQueue<>();
        private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

        static Warnings begin() {
            Warnings warnings = new Warnings();
            warnings.start();
            warnings.root.addAppender(warnings);
            return warnings;
        }

        Queue<String> end() {
            root.detachAppender(this);
            return lines;
        }

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getLevel() + " " + event.getLoggerName() + " " + event.getFormattedMessage() + " " + event.getKeyValuePairs());
        }
    }
}
