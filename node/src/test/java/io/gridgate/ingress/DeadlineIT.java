package io.gridgate.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.exchange.Body;
import io.gridgate.exchange.BodySink;
import io.gridgate.exchange.Outcome;
import io.gridgate.exchange.Response;
import io.gridgate.fixture.RawClient;
import io.gridgate.fixture.RawClient.Answer;
import io.gridgate.http.Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadlineIT {

    private static final String GET = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

    private FrontFixture fixture;

    @BeforeEach
    void start() throws IOException {
        fixture = FrontFixture.start(FrontFixture.limits(300, 600));
    }

    @AfterEach
    void leavesNothingBehind() throws IOException {
        fixture.close();
    }

    @Test
    void slowHeadIsRefused() throws Exception {
        try (RawClient client = fixture.client()) {
            Answer answer = client.send("GET / HTTP/1.1\r\nHo").answer();
            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.field("connection")).isEqualTo("close");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void headThatTricklesIsRefused() throws Exception {
        try (RawClient client = fixture.client()) {
            long start = System.nanoTime();
            Thread trickle = Thread.ofVirtual().start(() -> {
                try {
                    client.send("GET / HTTP/1.1\r\n");
                    while (System.nanoTime() - start < 5_000_000_000L) {
                        client.send("X: y\r\n");
                        java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
                    }
                } catch (IOException e) {
                    // The connection is closed, as it should be.
                }
            });
            assertThat(client.answer().status()).isEqualTo(408);
            assertThat(System.nanoTime() - start).isLessThan(3_000_000_000L);
            client.socket().close();
            trickle.join();
        }
    }

    @Test
    void connectionThatSendsNothingIsClosed() throws Exception {
        try (RawClient client = fixture.client()) {
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void idleConnectionIsClosed() throws Exception {
        try (RawClient client = fixture.client()) {
            client.send(GET).answer();
            long start = System.nanoTime();
            assertThat(client.isEnded()).isTrue();
            assertThat(System.nanoTime() - start).isBetween(400_000_000L, 5_000_000_000L);
        }
    }

    @Test
    void idleConnectionThatIsUsedAgainStays() throws Exception {
        try (RawClient client = fixture.client()) {
            long start = System.nanoTime();
            while (System.nanoTime() - start < 1_500_000_000L) {
                assertThat(client.send(GET).answer().status()).isEqualTo(200);
                java.util.concurrent.locks.LockSupport.parkNanos(150_000_000);
            }
        }
    }

    @Test
    void stalledBodyIsRefused() throws Exception {
        try (RawClient client = fixture.client()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
            Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(408);
            assertThat(client.isEnded()).isTrue();
        }
        assertThat(fixture.handler.last().status()).isEqualTo(408);
    }

    @Test
    void stalledBodyWhileTheAnswerIsUnderWayResetsTheConnection() throws Exception {
        fixture.handler.script = exchange -> CompletableFuture.completedFuture(new Response(200, new Headers(), exchange.request().body()));
        try (RawClient client = fixture.client()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
            assertThat(client.isReset()).isTrue();
        }
        assertThat(fixture.handler.last().outcome()).isIn(Outcome.BROKEN, Outcome.CLIENT_GONE);
    }

    @Test
    void slowAnswerIsWaitedFor() throws Exception {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        fixture.handler.script = exchange -> {
            exchange.loop().schedule(() -> answer.complete(Response.of(200, "text/plain", "late")), 1_500_000_000L);
            return answer;
        };
        try (RawClient client = fixture.client()) {
            assertThat(client.send(GET).answer().text()).isEqualTo("late");
        }
    }

    @Test
    void clientThatReadsNothingIsReset() throws Exception {
        Endless body = new Endless();
        fixture.handler.script = exchange -> CompletableFuture.completedFuture(new Response(200, new Headers(), body));
        try (RawClient client = RawClient.slowTo(fixture.front.port(), 4096)) {
            client.send(GET);
            Awaitility.await().until(() -> body.closed);
            Awaitility.await().until(() -> fixture.handler.last().outcome() == Outcome.CLIENT_GONE);
            assertThat(client.isReset()).isTrue();
        }
    }

    @Test
    void halfClosedClientThatWaitsLongIsAnsweredBehindAnInterimAnswer() throws Exception {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        fixture.handler.script = exchange -> {
            exchange.loop().schedule(() -> answer.complete(Response.of(200, "text/plain", "late")), 2_000_000_000L);
            return answer;
        };
        try (RawClient client = fixture.client()) {
            client.send(GET).endOutput();
            assertThat(client.answer().status()).isEqualTo(100);
            assertThat(client.answer().status()).isEqualTo(100);
            assertThat(client.answer().text()).isEqualTo("late");
            assertThat(client.isEnded()).isTrue();
        }
    }

    private static final class Endless implements Body {

        volatile boolean closed;
        private @Nullable BodySink sink;

        @Override
        public long length() {
            return -1;
        }

        @Override
        public void start(BodySink receiver) {
            sink = receiver;
            resume();
        }

        @Override
        public void resume() {
            BodySink receiver = Objects.requireNonNull(sink);
            while (!closed && receiver.onData(ByteBuffer.allocate(10_000))) {
                // The sink says when it is enough.
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
