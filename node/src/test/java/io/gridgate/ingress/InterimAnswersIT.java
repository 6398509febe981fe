package io.gridgate.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Outcome;
import io.gridgate.exchange.Response;
import io.gridgate.fixture.RawClient;
import io.gridgate.fixture.RawClient.Answer;
import io.gridgate.http.Headers;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Interim answers towards clients that are slow, gone or have their answer. */
final class InterimAnswersIT {

    private static final String GET = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final int MANY = 4000;

    private final CompletableFuture<Response> answer = new CompletableFuture<>();
    private FrontFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = FrontFixture.start();
        fixture.handler.script = _ -> answer;
    }

    @AfterEach
    void leaks() throws Exception {
        fixture.close();
    }

    @Test
    void aClientThatReadsSlowlyMissesSomeAndTheNodeHoldsFew() throws Exception {
        // Given
        try (RawClient client = RawClient.slowTo(fixture.front.port(), 4096)) {
            client.send(GET);
            Exchange exchange = exchange();

            // When
            onLoop(exchange, () -> {
                for (int i = 0; i < MANY; i++) {
                    exchange.interim(103, Headers.of("Link", "x".repeat(4096)));
                }
            });

            // Then
            assertThat(fixture.wire.buffersOutstanding()).isBetween(1, 3);
            client.endOutput();
            onLoop(exchange, () -> answer.complete(Response.of(200, "text/plain", "done")));
            String all = client.rest();
            assertThat(all).startsWith("HTTP/1.1 103 Early Hints\r\nLink: xx").endsWith("\r\n\r\ndone").containsOnlyOnce("HTTP/1.1 200 OK");
            assertThat(all.split("HTTP/1.1 103 ", -1)).hasSizeBetween(4, MANY);
        }
    }

    @Test
    void behindTheAnswerAndBehindTheClientNoneIsSent() throws Exception {
        try (RawClient client = fixture.client()) {
            client.send(GET);
            Exchange exchange = exchange();
            onLoop(exchange, () -> {
                exchange.interim(103, new Headers());
                answer.complete(Response.of(200, "text/plain", "one"));
                exchange.interim(103, new Headers());
            });
            assertThat(client.answer().line()).isEqualTo("HTTP/1.1 103 Early Hints");
            assertThat(client.answer().text()).isEqualTo("one");
            fixture.handler.script = ScriptedHandler::describe;
            assertThat(client.send(GET).answer().text()).isEqualTo("GET /a");
        }
        CompletableFuture<Response> never = new CompletableFuture<>();
        fixture.handler.script = _ -> never;
        try (RawClient client = fixture.client()) {
            client.send(GET);
            Awaitility.await().until(() -> fixture.handler.seen.size() == 3);
            client.reset();
        }
        Exchange gone = fixture.handler.last();
        Awaitility.await().until(() -> gone.outcome() == Outcome.CLIENT_GONE);
        onLoop(gone, () -> gone.interim(103, new Headers()));
        assertThat(fixture.wire.buffersOutstanding()).isZero();
    }

    @Test
    void aValueOfAFieldEndsNoHead() throws Exception {
        try (RawClient client = fixture.client()) {
            client.send(GET);
            Exchange exchange = exchange();
            onLoop(exchange, () -> exchange.interim(103, Headers.of("X-A", "b\r\n\r\nHTTP/1.1 200 OK", "Transfer-Encoding", "chunked")));
            Answer hints = client.answer();
            assertThat(hints.field("X-A")).isEqualTo("b    HTTP/1.1 200 OK");
            assertThat(hints.field("Transfer-Encoding")).isNull();
            onLoop(exchange, () -> answer.complete(Response.of(200, "text/plain", "one")));
            assertThat(client.answer().text()).isEqualTo("one");
        }
    }

    private Exchange exchange() {
        Awaitility.await().until(() -> fixture.handler.seen.size() == 1);
        return fixture.handler.last();
    }

    private static void onLoop(Exchange exchange, Runnable task) {
        CompletableFuture.runAsync(task, exchange.loop()).join();
    }
}
