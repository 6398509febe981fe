package io.gridgate.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.exchange.Body;
import io.gridgate.exchange.BodySink;
import io.gridgate.exchange.Client;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Outcome;
import io.gridgate.exchange.Response;
import io.gridgate.fixture.RawClient;
import io.gridgate.fixture.RawClient.Answer;
import io.gridgate.config.value.Cidr;
import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrontIT {

    private static final String GET = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

    private FrontFixture fixture;

    @BeforeEach
    void start() throws IOException {
        fixture = FrontFixture.start();
    }

    @AfterEach
    void leavesNothingBehind() throws IOException {
        fixture.close();
    }

    @Test
    void requestIsAnsweredAndTheConnectionStays() throws Exception {
        try (RawClient client = fixture.client()) {
            for (int i = 0; i < 3; i++) {
                Answer answer = client.send("GET /a/" + i + "?q=1 HTTP/1.1\r\nHost: h\r\n\r\n").answer();
                assertThat(answer.line()).isEqualTo("HTTP/1.1 200 OK");
                assertThat(answer.text()).isEqualTo("GET /a/" + i + "?q=1");
                assertThat(answer.field("connection")).isNull();
                assertThat(answer.field("x-request-id")).matches("[0-9a-f]{32}");
                assertThat(answer.field("date")).endsWith(" GMT");
            }
        }
    }

    @Test
    void emptyBodyEnds() throws Exception {
        try (RawClient client = fixture.client()) {
            client.send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
            assertThat(client.answer().text()).isEqualTo("POST /x");
            client.send("POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
            assertThat(client.answer().text()).isEqualTo("POST /x");
            assertThat(fixture.handler.last().request().hasBody()).isTrue();
        }
    }

    @Test
    void trailersOfTheRequestAreDelivered() throws Exception {
        CompletableFuture<Headers> trailers = new CompletableFuture<>();
        fixture.handler.script = exchange -> ScriptedHandler.collect(exchange.request().body()).thenApply(collected -> {
            trailers.complete(collected.trailers());
            return Response.of(204, new Headers());
        });
        try (RawClient client = fixture.client()) {
            client.send("POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 7\r\nX-Other: y\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(204);
            assertThat(trailers.get().first("x-sum")).isEqualTo("7");
            assertThat(trailers.get().first("x-other")).isEqualTo("y");
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        try (RawClient client = fixture.client()) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 500; i++) {
                all.append("POST /").append(i).append(" HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc");
            }
            client.send(all.toString());
            for (int i = 0; i < 500; i++) {
                assertThat(client.answer().text()).isEqualTo("POST /" + i + " abc");
            }
        }
    }

    @Test
    void pipelinedRequestWaitsUntilTheAnswerBeforeItIsOut() throws Exception {
        // Given
        CompletableFuture<Response> first = new CompletableFuture<>();
        fixture.handler.script = exchange -> exchange.request().target().path().equals("/1") ? first : ScriptedHandler.describe(exchange);
        try (RawClient client = fixture.client()) {
            // When
            client.send("GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\n");
            client.send("GET /3 HTTP/1.1\r\nHost: h\r\n\r\n");
            Awaitility.await().until(() -> fixture.handler.seen.size() == 1);
            first.complete(Response.of(200, "text/plain", "one"));

            // Then
            assertThat(client.answer().text()).isEqualTo("one");
            assertThat(client.answer().text()).isEqualTo("GET /2");
            assertThat(client.answer().text()).isEqualTo("GET /3");
        }
    }

    @Test
    void expectationIsMetWhenTheBodyIsStarted() throws Exception {
        try (RawClient client = fixture.client()) {
            client.send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(100);
            assertThat(client.send("hello").answer().text()).isEqualTo("POST /x hello");
            assertThat(client.send(GET).answer().status()).isEqualTo(200);
        }
    }

    @Test
    void finalAnswerInsteadOf100ClosesTheConnection() throws Exception {
        fixture.handler.script = exchange -> CompletableFuture.completedFuture(Response.of(403, "text/plain", "no"));
        try (RawClient client = fixture.client()) {
            client.send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.field("connection")).isEqualTo("close");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void earlyAnswerSkipsAShortBodyAndKeepsTheConnection() throws Exception {
        fixture.handler.script = exchange -> CompletableFuture.completedFuture(Response.of(413, "text/plain", "no"));
        try (RawClient client = fixture.client()) {
            client.send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 50000\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(413);
            fixture.handler.script = ScriptedHandler::describe;
            client.send(new byte[50_000]).send(GET);
            assertThat(client.answer().text()).isEqualTo("GET /a");
            client.send("POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
            fixture.handler.script = exchange -> CompletableFuture.completedFuture(Response.of(413, "text/plain", "no"));
        }
    }

    @Test
    void earlyAnswerToALongBodyClosesTheConnectionAndCanBeRead() throws Exception {
        fixture.handler.script = exchange -> CompletableFuture.completedFuture(Response.of(413, "text/plain", "no"));
        try (RawClient client = fixture.client()) {
            client.send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 500000\r\n\r\n").send(new byte[500_000]);
            Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.field("connection")).isEqualTo("close");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void answerBeforeTheEndOfABodyThatIsReadFailsTheBody() throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        fixture.handler.script = exchange -> {
            exchange.request().body().start(new Sink() {
                @Override
                public void onFailure(Throwable cause) {
                    failure.complete(cause);
                }
            });
            return CompletableFuture.completedFuture(Response.of(200, "text/plain", "early"));
        };
        try (RawClient client = fixture.client()) {
            client.send("POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
            assertThat(client.answer().text()).isEqualTo("early");
            assertThat(failure.get(5, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
            client.send("0\r\n\r\n");
            fixture.handler.script = ScriptedHandler::describe;
            assertThat(client.send(GET).answer().text()).isEqualTo("GET /a");
        }
    }

    @Test
    void answerFromWithinABodyThatIsRefusedThereSkipsTheRestThatCameWithIt() throws Exception {
        // Given
        fixture.handler.script = exchange -> exchange.request().hasBody() ? refusedInTheBody(exchange) : ScriptedHandler.describe(exchange);
        String body = "3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n";
        try (RawClient client = fixture.client()) {
            // When
            client.send("POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + body + GET);
            // Then
            Answer refusal = client.answer();
            assertThat(refusal.status()).isEqualTo(413);
            assertThat(refusal.field("connection")).isNull();
            assertThat(client.answer().text()).isEqualTo("GET /a");
        }
    }

    private static CompletableFuture<Response> refusedInTheBody(Exchange exchange) {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        exchange.request().body().start(new Sink() {
            @Override
            public boolean onData(ByteBuffer data) {
                data.position(data.limit());
                answer.complete(Response.of(413, "text/plain", "no"));
                return false;
            }
        });
        return answer;
    }

    @Test
    void answerToHeadHasNoBodyAndKeepsItsLength() throws Exception {
        fixture.handler.script = exchange -> CompletableFuture.completedFuture(
                new Response(200, Headers.of(HeaderNames.CONTENT_LENGTH, "1234"), Body.empty()));
        try (RawClient client = fixture.client()) {
            Answer answer = client.send("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n").answer(true);
            assertThat(answer.field("content-length")).isEqualTo("1234");
            fixture.handler.script = exchange -> CompletableFuture.completedFuture(Response.of(200, "text/plain", "12345"));
            assertThat(client.send("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n").answer(true).field("content-length")).isEqualTo("5");
            assertThat(client.send(GET).answer().text()).isEqualTo("12345");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void answerWithoutBodyHasNoFraming(int status) throws Exception {
        fixture.handler.script = exchange -> CompletableFuture.completedFuture(new Response(status, new Headers(), Body.of(new byte[9])));
        try (RawClient client = fixture.client()) {
            Answer answer = client.send(GET).answer();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.field("content-length")).isNull();
            assertThat(answer.field("transfer-encoding")).isNull();
            assertThat(client.send(GET).answer().status()).isEqualTo(status);
        }
    }

    @Test
    void bodyOfUnknownLengthIsChunkedWithTrailers() throws Exception {
        fixture.handler.script = exchange -> CompletableFuture.completedFuture(
                new Response(200, Headers.of("Transfer-Encoding", "gzip", "Connection", "X-A", "Keep-Alive", "5"),
                        new Pieces(-1, 10, 1000)));
        try (RawClient client = fixture.client()) {
            Answer answer = client.send(GET).answer();
            assertThat(answer.field("transfer-encoding")).isEqualTo("chunked");
            assertThat(answer.field("content-length")).isNull();
            assertThat(answer.field("keep-alive")).isNull();
            assertThat(answer.body()).hasSize(10_000);
            assertThat(answer.trailers()).containsExactly("X-Sum: 9");
            assertThat(client.send(GET).answer().body()).hasSize(10_000);
            assertThat(fixture.handler.last().bytesOut()).isEqualTo(10_000);
        }
    }

    @Test
    void bodyOfKnownLengthIsStreamed() throws Exception {
        fixture.handler.script = exchange -> CompletableFuture
                .completedFuture(new Response(200, new Headers(), new Pieces(1_000_000, 10, 100_000)));
        try (RawClient client = fixture.client()) {
            Answer answer = client.send(GET).answer();
            assertThat(answer.field("content-length")).isEqualTo("1000000");
            assertThat(answer.body()).hasSize(1_000_000);
            assertThat(answer.body()).containsOnly('x');
        }
    }

    @Test
    void clientOfHttp10GetsABodyThatEndsWithTheConnection() throws Exception {
        fixture.handler.script = exchange -> CompletableFuture.completedFuture(new Response(200, new Headers(), new Pieces(-1, 10, 1000)));
        try (RawClient client = fixture.client()) {
            Answer answer = client.send("GET /a HTTP/1.0\r\nHost: h\r\nConnection: keep-alive\r\n\r\n").answer();
            assertThat(answer.field("transfer-encoding")).isNull();
            assertThat(answer.field("connection")).isEqualTo("close");
            assertThat(answer.body()).hasSize(10_000);
        }
    }

    @Test
    void clientOfHttp10MayKeepTheConnectionAndLeaveHostOut() throws Exception {
        try (RawClient client = fixture.client()) {
            Answer answer = client.send("GET /a HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").answer();
            assertThat(answer.field("connection")).isEqualTo("keep-alive");
            assertThat(fixture.handler.last().request().headers().first("host")).isEqualTo("127.0.0.1:" + fixture.front.port());
            Answer last = client.send("GET /b HTTP/1.0\r\n\r\n").answer();
            assertThat(last.field("connection")).isEqualTo("close");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void closeAskedForIsDone() throws Exception {
        try (RawClient client = fixture.client()) {
            Answer answer = client.send("GET /a HTTP/1.1\r\nHost: h\r\nConnection: x, Close\r\n\r\n").answer();
            assertThat(answer.field("connection")).isEqualTo("close");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void failedStageIsAnsweredByItsCode() throws Exception {
        fixture.handler.script = exchange -> {
            throw new IllegalStateException("on purpose");
        };
        try (RawClient client = fixture.client()) {
            assertThat(client.send(GET).answer().text()).contains("\"INTERNAL\"").doesNotContain("on purpose");
            fixture.handler.script = exchange -> CompletableFuture.failedFuture(
                    io.gridgate.exchange.GatewayException.of(io.gridgate.exchange.ErrorCode.NO_ROUTE));
            Answer answer = client.send(GET).answer();
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.text()).contains("\"NO_ROUTE\"").contains(String.valueOf(answer.field("x-request-id")));
        }
    }

    @Test
    void fieldOfAnAnswerCannotEndTheHead() throws Exception {
        fixture.handler.script = exchange -> CompletableFuture.completedFuture(new Response(200,
                Headers.of("X-A", "a\r\nX-B: b", "X-\u010d", "c", "X-C", "\u010d\u010aX-D: d", "Bad Name", "x"), Body.of(new byte[]{'o'})));
        try (RawClient client = fixture.client()) {
            Answer answer = client.send(GET).answer();
            assertThat(answer.field("x-a")).isEqualTo("a  X-B: b");
            assertThat(answer.field("x-b")).isNull();
            assertThat(answer.field("x-c")).isEqualTo("X-D: d");
            assertThat(answer.field("x-d")).isNull();
            assertThat(answer.text()).isEqualTo("o");
        }
    }

    @Test
    void saneCorrelationIdIsKeptAndAnotherReplaced() throws Exception {
        try (RawClient client = fixture.client()) {
            String sane = "abc-123._Z";
            assertThat(client.send("GET / HTTP/1.1\r\nHost: h\r\nX-Request-Id: " + sane + "\r\n\r\n").answer().field("x-request-id"))
                    .isEqualTo(sane);
            assertThat(fixture.handler.last().correlationId()).isEqualTo(sane);
            for (String insane : List.of("", "a b", "a\"b", "a".repeat(129), "\u00e9")) {
                Answer answer = client.send("GET / HTTP/1.1\r\nHost: h\r\nX-Request-Id: " + insane + "\r\n\r\n").answer();
                assertThat(answer.field("x-request-id")).matches("[0-9a-f]{32}");
                assertThat(fixture.handler.last().request().headers().all("X-Request-Id")).containsExactly(answer.field("x-request-id"));
            }
        }
    }

    @Test
    void endedHalfOfAClientIsAnswered() throws Exception {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        fixture.handler.script = exchange -> answer;
        try (RawClient client = fixture.client()) {
            client.send(GET).endOutput();
            Awaitility.await().until(() -> !fixture.handler.seen.isEmpty());
            answer.complete(Response.of(200, "text/plain", "still here"));
            Answer got = client.answer();
            assertThat(got.text()).isEqualTo("still here");
            assertThat(got.field("connection")).isEqualTo("close");
            assertThat(client.isEnded()).isTrue();
        }
        assertThat(fixture.handler.last().outcome()).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void clientThatResetsIsGoneAtOnce() throws Exception {
        AtomicBoolean cancelled = new AtomicBoolean();
        fixture.handler.script = exchange -> {
            exchange.onCancelled(() -> cancelled.set(true));
            return new CompletableFuture<>();
        };
        RawClient client = fixture.client();
        client.send(GET);
        Awaitility.await().until(() -> !fixture.handler.seen.isEmpty());
        client.reset();
        Awaitility.await().untilTrue(cancelled);
        Awaitility.await().until(() -> fixture.handler.last().outcome() == Outcome.CLIENT_GONE);
    }

    @Test
    void clientThatClosedIsFoundOutWhileItsAnswerIsMade() throws Exception {
        AtomicBoolean cancelled = new AtomicBoolean();
        fixture.handler.script = exchange -> {
            exchange.onCancelled(() -> cancelled.set(true));
            return new CompletableFuture<>();
        };
        RawClient client = fixture.client();
        client.send(GET);
        Awaitility.await().until(() -> !fixture.handler.seen.isEmpty());
        client.close();
        Awaitility.await().atMost(java.time.Duration.ofSeconds(5)).untilTrue(cancelled);
        Awaitility.await().until(() -> fixture.handler.last().outcome() == Outcome.CLIENT_GONE);
    }

    @Test
    void clientThatGoesInTheMiddleOfItsBodyIsGone() throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        fixture.handler.script = exchange -> {
            exchange.request().body().start(new Sink() {
                @Override
                public void onFailure(Throwable cause) {
                    failure.complete(cause);
                }
            });
            return new CompletableFuture<>();
        };
        try (RawClient client = fixture.client()) {
            client.send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab").endOutput();
            assertThat(failure.get(5, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
        }
        Awaitility.await().until(() -> fixture.handler.last().outcome() == Outcome.CLIENT_GONE);
    }

    @Test
    void clientThatGoesInTheMiddleOfTheAnswerClosesItsBody() throws Exception {
        Pieces endless = new Pieces(-1, Integer.MAX_VALUE, 10_000);
        fixture.handler.script = exchange -> CompletableFuture.completedFuture(new Response(200, new Headers(), endless));
        RawClient client = fixture.client();
        client.send(GET).octets(100_000);
        client.close();
        Awaitility.await().untilAsserted(() -> assertThat(endless.closed).isTrue());
        Awaitility.await().until(() -> fixture.handler.last().outcome() == Outcome.CLIENT_GONE);
        assertThat(fixture.handler.last().isCancelled()).isTrue();
    }

    @Test
    void answerThatBreaksOffResetsTheConnection() throws Exception {
        for (long length : new long[]{-1, 100_000}) {
            fixture.handler.script = exchange -> CompletableFuture.completedFuture(
                    new Response(200, new Headers(), new Pieces(length, 3, 100).breakingOff()));
            try (RawClient client = fixture.client()) {
                assertThat(client.send(GET).isReset()).isTrue();
            }
            Awaitility.await().until(() -> fixture.handler.last().outcome() == Outcome.BROKEN);
        }
    }

    @Test
    void answerOfAnotherLengthThanStatedResetsTheConnection() throws Exception {
        for (int pieces : new int[]{1, 3}) {
            fixture.handler.script = exchange -> CompletableFuture
                    .completedFuture(new Response(200, new Headers(), new Pieces(200, pieces, 100)));
            try (RawClient client = fixture.client()) {
                assertThat(client.send(GET).isReset()).isTrue();
            }
            Awaitility.await().until(() -> fixture.handler.last().outcome() == Outcome.BROKEN);
        }
    }

    @Test
    void slowClientStopsItsBodyAndGoesOnLater() throws Exception {
        // Given
        Pieces body = new Pieces(-1, 3000, 10_000);
        fixture.handler.script = exchange -> CompletableFuture.completedFuture(new Response(200, new Headers(), body));
        try (RawClient client = RawClient.slowTo(fixture.front.port(), 8192)) {
            // When
            client.send(GET);
            Awaitility.await().until(() -> body.stops.get() > 0);
            assertThat(body.pushed.get()).isLessThan(20_000_000);

            // Then
            assertThat(client.answer().body()).hasSize(30_000_000);
        }
    }

    @Test
    void slowSinkStopsTheClientAndTheBodyComesWhole() throws Exception {
        // Given
        AtomicLong received = new AtomicLong();
        CompletableFuture<Response> answer = new CompletableFuture<>();
        CompletableFuture<Exchange> begun = new CompletableFuture<>();
        fixture.handler.script = exchange -> {
            Body body = exchange.request().body();
            body.start(new Sink() {
                @Override
                public boolean onData(ByteBuffer data) {
                    received.addAndGet(data.remaining());
                    data.position(data.limit());
                    return received.get() > 10_000_000;
                }

                @Override
                public void onEnd(Headers trailers) {
                    answer.complete(Response.of(200, "text/plain", "got " + received));
                }
            });
            begun.complete(exchange);
            return answer;
        };
        try (RawClient client = fixture.client()) {
            // When
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 20000000\r\n\r\n").send(new byte[20_000_000]);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            Exchange exchange = begun.get(5, TimeUnit.SECONDS);
            Awaitility.await().until(() -> received.get() > 0);
            assertThat(received.get()).isLessThan(100_000);
            resumeUntil(exchange, received, 10_000_000);

            // Then
            assertThat(client.answer().text()).isEqualTo("got 20000000");
            sender.join();
            assertThat(exchange.bytesIn()).isEqualTo(20_000_000);
        }
    }

    private static void resumeUntil(Exchange exchange, AtomicLong received, long octets) {
        exchange.loop().execute(() -> {
            exchange.request().body().resume();
            if (received.get() <= octets) {
                exchange.loop().execute(() -> resumeUntil(exchange, received, octets));
            }
        });
    }

    @Test
    void bigBodiesPassBothWaysAtOnce() throws Exception {
        fixture.handler.script = exchange -> CompletableFuture.completedFuture(new Response(200, new Headers(), exchange.request().body()));
        try (RawClient client = fixture.client()) {
            byte[] octets = new byte[100_000];
            for (int i = 0; i < octets.length; i++) {
                octets[i] = (byte) ('a' + i % 26);
            }
            int rounds = 300;
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
                    for (int i = 0; i < rounds; i++) {
                        client.send(Integer.toHexString(octets.length) + "\r\n").send(octets).send("\r\n");
                    }
                    client.send("0\r\nX-T: 1\r\n\r\n");
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            Answer answer = client.answer();
            sender.join();
            assertThat(answer.body()).hasSize(rounds * octets.length);
            assertThat(answer.trailers()).containsExactly("X-T: 1");
            for (int i = 0; i < rounds; i += 37) {
                assertThat(java.util.Arrays.copyOfRange(answer.body(), i * octets.length, (i + 1) * octets.length)).isEqualTo(octets);
            }
        }
    }

    @Test
    void bodyMayBeStartedLater() throws Exception {
        CompletableFuture<Exchange> begun = new CompletableFuture<>();
        CompletableFuture<Response> answer = new CompletableFuture<>();
        fixture.handler.script = exchange -> {
            begun.complete(exchange);
            return answer;
        };
        try (RawClient client = fixture.client()) {
            client.send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 200000\r\n\r\n").send(new byte[100_000]);
            Exchange exchange = begun.get(5, TimeUnit.SECONDS);
            exchange.loop().execute(() -> {
                var _ = ScriptedHandler.collect(exchange.request().body()).thenAccept(
                        collected -> answer.complete(Response.of(200, "text/plain", "got " + collected.octets().length)));
            });
            assertThat(client.send(new byte[100_000]).answer().text()).isEqualTo("got 200000");
        }
    }

    @Test
    void thousandConnectionsAreKeptAndServed() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            clients.add(fixture.client());
        }
        for (int round = 0; round < 2; round++) {
            for (RawClient client : clients) {
                client.send(GET);
            }
            for (RawClient client : clients) {
                assertThat(client.answer().status()).isEqualTo(200);
            }
        }
        assertThat(fixture.front.openConnections()).isEqualTo(1000);
        assertThat(fixture.wire.buffersOutstanding()).isZero();
        for (RawClient client : clients) {
            client.close();
        }
    }

    @Test
    void connectionOverTheBoundIsToldSo() throws Exception {
        try (FrontFixture bounded = FrontFixture.startBounded(1)) {
            try (RawClient first = bounded.client(); RawClient second = bounded.client()) {
                assertThat(first.send(GET).answer().status()).isEqualTo(200);
                Answer answer = second.send(GET).answer();
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.field("retry-after")).isEqualTo("1");
                assertThat(answer.text()).contains("\"OVERLOADED\"");
                assertThat(second.isEnded()).isTrue();
            }
        }
    }

    @Test
    void clientIsThePeerUnlessThatIsATrustedProxy() throws Exception {
        String fields = "X-Forwarded-For: 1.1.1.1, 2.2.2.2, 10.0.0.9\r\nX-Forwarded-Proto: https\r\n";
        try (RawClient client = fixture.client()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n").answer();
            Client untrusted = fixture.handler.last().client();
            assertThat(untrusted.address()).isEqualTo("127.0.0.1");
            assertThat(untrusted.scheme()).isEqualTo("http");
            assertThat(untrusted.trusted()).isFalse();
            assertThat(untrusted.port()).isEqualTo(fixture.front.port());
        }
        List<Cidr> proxies = List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("10.0.0.0/8"));
        try (FrontFixture trusting = FrontFixture.startTrusting(a -> proxies.stream().anyMatch(p -> p.contains(a)));
                RawClient client = trusting.client()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n").answer();
            Client trusted = trusting.handler.last().client();
            assertThat(trusted.address()).isEqualTo("2.2.2.2");
            assertThat(trusted.scheme()).isEqualTo("https");
            assertThat(trusted.trusted()).isTrue();
            client.send("GET / HTTP/1.1\r\nHost: h\r\nForwarded: for=1.1.1.1, for=\"[2001:db8::1]:99\";proto=http, for=10.1.1.1\r\n\r\n")
                    .answer();
            assertThat(trusting.handler.last().client().address()).isEqualTo("2001:db8:0:0:0:0:0:1");
            client.send("GET / HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: unknown, 10.1.1.1\r\n\r\n").answer();
            assertThat(trusting.handler.last().client().address()).isEqualTo("10.1.1.1");
            client.send(GET).answer();
            assertThat(trusting.handler.last().client().address()).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void drainEndsConnectionsWithTheirNextAnswer() throws Exception {
        // Given
        CompletableFuture<Response> slow = new CompletableFuture<>();
        fixture.handler.script = exchange -> exchange.request().target().path().equals("/slow") ? slow : ScriptedHandler.describe(exchange);
        try (RawClient idle = fixture.client(); RawClient busy = fixture.client()) {
            assertThat(idle.send(GET).answer().field("connection")).isNull();
            busy.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n");
            Awaitility.await().until(() -> fixture.front.openExchanges() == 1);

            // When
            fixture.front.drain();

            // Then
            assertThat(idle.isEnded()).isTrue();
            try (RawClient late = fixture.client()) {
                assertThat(late.send(GET).answer().field("connection")).isEqualTo("close");
                assertThat(late.isEnded()).isTrue();
            }
            slow.complete(Response.of(200, "text/plain", "done"));
            Answer answer = busy.answer();
            assertThat(answer.text()).isEqualTo("done");
            assertThat(answer.field("connection")).isEqualTo("close");
        }
        assertThat(fixture.front.close(java.time.Duration.ofSeconds(5))).isTrue();
    }

    @Test
    void closeCutsOffWhatDoesNotEndInTime() throws Exception {
        fixture.handler.script = exchange -> new CompletableFuture<>();
        try (RawClient client = fixture.client()) {
            client.send(GET);
            Awaitility.await().until(() -> fixture.front.openExchanges() == 1);
            assertThat(fixture.front.close(java.time.Duration.ofMillis(200))).isFalse();
            client.isReset();
        }
        Awaitility.await().until(() -> fixture.front.openExchanges() == 0);
        assertThat(fixture.handler.last().isCancelled()).isTrue();
    }

    /** A sink that takes everything. */
    private abstract static class Sink implements BodySink {

        @Override
        public boolean onData(ByteBuffer data) {
            data.position(data.limit());
            return true;
        }

        @Override
        public void onEnd(Headers trailers) {}

        @Override
        public void onFailure(Throwable cause) {}
    }

    /** A body of equal pieces that honours back-pressure. */
    private static final class Pieces implements Body {

        final AtomicLong pushed = new AtomicLong();
        final AtomicLong stops = new AtomicLong();
        volatile boolean closed;
        private final long length;
        private final int size;
        private int left;
        private boolean breaksOff;
        private @Nullable BodySink sink;

        Pieces(long length, int count, int size) {
            this.length = length;
            this.size = size;
            left = count;
        }

        Pieces breakingOff() {
            breaksOff = true;
            return this;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public void start(BodySink receiver) {
            sink = receiver;
            resume();
        }

        @Override
        public void resume() {
            BodySink receiver = Objects.requireNonNull(sink);
            byte[] piece = "x".repeat(size).getBytes(StandardCharsets.US_ASCII);
            while (left > 0 && !closed) {
                left--;
                pushed.addAndGet(size);
                if (!receiver.onData(ByteBuffer.wrap(piece))) {
                    stops.incrementAndGet();
                    return;
                }
            }
            if (closed) {
                return;
            }
            if (breaksOff) {
                receiver.onFailure(new IOException("on purpose"));
            } else {
                receiver.onEnd(Headers.of("X-Sum", "9"));
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
