package io.gridgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.exchange.Body;
import io.gridgate.exchange.BodySink;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.Response;
import io.gridgate.http.Headers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GuardFiltersTest {

    private final TestNode node = new TestNode();

    @BeforeEach
    void serveOneRoute() {
        node.serve(1, """
                services: {a: {instances: ["127.0.0.1:1"]}}
                routes: [{path: /a, service: a, limits: {body: 10}}, {path: /b, service: a}]
                """);
    }

    @Test
    void aStatedLengthAboveTheBoundIsRefusedAtOnce() {
        Response response = node.handle(node.exchange("POST", "/a", Body.of(new byte[11]), true));
        assertThat(response.status()).isEqualTo(413);
        assertThat(TestNode.text(response)).contains("BODY_TOO_LARGE");
        assertThat(node.attempted).isNull();
        assertThat(node.handle(node.exchange("POST", "/a", Body.of(new byte[10]), true)).status()).isEqualTo(200);
        assertThat(node.handle(node.exchange("POST", "/b", Body.of(new byte[1_000]), true)).status()).isEqualTo(200);
        assertThat(node.handle(node.exchange("POST", "/b", Body.of(new byte[1_001]), true)).status()).isEqualTo(413);
    }

    @Test
    void aStreamIsCutWhereItExceedsTheBound() {
        // Given
        ScriptedBody body = new ScriptedBody();
        CompletableFuture<Response> attempt = new CompletableFuture<>();
        node.answer = attempt;
        CompletableFuture<Response> answer = node.gateway.handle(node.exchange("POST", "/a", body, true)).toCompletableFuture();
        RecordingSink sink = new RecordingSink();
        Exchange attempted = Objects.requireNonNull(node.attempted);
        attempted.forwardBody().start(sink);
        // When
        assertThat(body.push(6)).isTrue();
        assertThat(body.push(4)).isTrue();
        assertThat(body.push(1)).isFalse();
        attempt.completeExceptionally(new IllegalStateException("the attempt broke"));
        // Then
        assertThat(sink.octets).isEqualTo(10);
        assertThat(sink.failures).singleElement().isInstanceOfSatisfying(GatewayException.class,
                failure -> assertThat(failure.code()).isEqualTo(ErrorCode.BODY_TOO_LARGE));
        assertThat(body.closed).isTrue();
        assertThat(answer.join().status()).isEqualTo(413);
    }

    @Test
    void aStreamWithinTheBoundEndsAsItIs() {
        ScriptedBody body = new ScriptedBody();
        node.gateway.handle(node.exchange("POST", "/a", body, true));
        RecordingSink sink = new RecordingSink();
        Objects.requireNonNull(node.attempted).forwardBody().start(sink);
        body.push(10);
        body.end();
        assertThat(sink.octets).isEqualTo(10);
        assertThat(sink.ends).isEqualTo(1);
        assertThat(sink.failures).isEmpty();
    }

    @Test
    void websocketIsRefusedWhereTheRouteDoesNotAskForIt() {
        Response response = node.handle(node.exchange("GET", "/b", "Upgrade", "WebSocket", "Connection", "Upgrade"));
        assertThat(response.status()).isEqualTo(400);
        assertThat(node.handle(node.exchange("GET", "/b", "Upgrade", "h2c", "Connection", "Upgrade")).status()).isEqualTo(200);
    }

    /** A body of unknown length that the test pushes. */
    private static final class ScriptedBody implements Body {
        private @Nullable BodySink sink;
        private boolean closed;

        boolean push(int octets) {
            return Objects.requireNonNull(sink).onData(ByteBuffer.allocate(octets));
        }

        void end() {
            Objects.requireNonNull(sink).onEnd(new Headers(0));
        }

        @Override
        public long length() {
            return -1;
        }

        @Override
        public void start(BodySink receiver) {
            sink = receiver;
        }

        @Override
        public void resume() {}

        @Override
        public void close() {
            closed = true;
        }
    }

    /** What came out of a body. */
    private static final class RecordingSink implements BodySink {
        private final List<Throwable> failures = new ArrayList<>();
        private int octets;
        private int ends;

        @Override
        public boolean onData(ByteBuffer data) {
            octets += data.remaining();
            data.position(data.limit());
            return true;
        }

        @Override
        public void onEnd(Headers trailers) {
            ends++;
        }

        @Override
        public void onFailure(Throwable cause) {
            failures.add(cause);
        }
    }
}
