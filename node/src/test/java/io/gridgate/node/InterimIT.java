package io.gridgate.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gridgate.fixture.RawClient;
import io.gridgate.fixture.RawClient.Answer;
import io.gridgate.fixture.ScriptedBackend;
import io.gridgate.fixture.ScriptedBackend.Peer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Interim answers (1xx) of a backend on their way through one real node, over real sockets (RFC 9110 15.2). */
final class InterimIT {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String HINTS = "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nServer: s\r\nKeep-Alive: timeout=9\r\n"
            + "Connection: X-Hop\r\nX-Hop: 1\r\nX-Mine: 1\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 2\r\n\r\nok";

    @TempDir Path directory;
    private RealNode node;
    private ScriptedBackend backend;
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch gate = new CountDownLatch(1);
    private volatile ScriptedBackend.Answerer script = (_, peer) -> peer.write(HINTS + OK);

    @BeforeEach
    void start() throws Exception {
        backend = ScriptedBackend.answering((request, peer) -> {
            asked.incrementAndGet();
            script.answer(request, peer);
        });
        node = RealNode.start("interim-it", directory);
        node.apply("""
                services:
                  shop: {instances: ["127.0.0.1:%d"], timeouts: {first_byte: 1s}}
                caching: {all: {}}
                routes:
                  - {path: /cached/**, service: shop, cache: all}
                  - {path: /**, service: shop}
                """.formatted(backend.port()));
    }

    @AfterEach
    void stop() throws IOException {
        gate.countDown();
        node.close();
        backend.close();
    }

    @Test
    void hintsComeBeforeTheAnswerWithTheirEndToEndFields() throws Exception {
        script = (_, peer) -> {
            peer.write(HINTS);
            pass(gate);
            peer.write(OK);
        };
        try (RawClient client = client()) {
            client.send(get("/x"));
            Answer hints = client.answer();
            gate.countDown();

            assertThat(hints.line()).isEqualTo("HTTP/1.1 103 Early Hints");
            assertThat(hints.field("Link")).isEqualTo("</a.css>; rel=preload");
            assertThat(hints.field("X-Mine")).isEqualTo("1");
            assertThat(hints.field("Via")).isEqualTo("1.1 gridgate");
            assertThat(hints.fields()).noneMatch(field -> field.matches("(?i)(server|keep-alive|connection|x-hop|content-length):.*"));
            Answer answer = client.answer();
            assertThat(answer.text()).isEqualTo("ok");
            assertThat(answer.field("Link")).isNull();
        }
    }

    @Test
    void severalComeInTheirOrderAndTheConnectionGoesOn() throws Exception {
        script = (_, peer) -> peer.write("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n" + HINTS
                + "HTTP/1.1 199 Odd\r\nContent-Length: 7\r\n\r\n" + HINTS + OK);
        try (RawClient client = client()) {
            client.send(get("/1") + get("/2")).send("POST /3 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi");
            for (int i = 0; i < 3; i++) {
                for (int status : new int[]{100, 102, 103, 199, 103}) {
                    assertThat(client.answer().status()).isEqualTo(status);
                }
                assertThat(client.answer().text()).isEqualTo("ok");
            }
        }
    }

    @Test
    void anInterimAnswerInManyPiecesIsOne() throws Exception {
        script = (_, peer) -> {
            for (byte octet : (HINTS + OK).getBytes(StandardCharsets.ISO_8859_1)) {
                peer.write(String.valueOf((char) octet));
            }
        };
        try (RawClient client = client()) {
            client.send(get("/x"));
            assertThat(client.answer().field("Link")).isEqualTo("</a.css>; rel=preload");
            assertThat(client.answer().text()).isEqualTo("ok");
        }
    }

    @Test
    void aClientOfHttp10GetsNone() throws Exception {
        for (String path : new String[]{"/x", "/cached/x"}) {
            try (RawClient client = client()) {
                assertThat(client.send("GET %s HTTP/1.0\r\nHost: h\r\n\r\n".formatted(path)).answer().text()).isEqualTo("ok");
                assertThat(client.isEnded()).isTrue();
            }
        }
    }

    @Test
    void whoExpectsA100GetsOne() throws Exception {
        script = (_, peer) -> peer.write("HTTP/1.1 100 Continue\r\n\r\n" + HINTS + OK);
        try (RawClient client = client()) {
            client.send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(100);
            client.send("hi");
            assertThat(client.answer().status()).isEqualTo(103);
            assertThat(client.answer().text()).isEqualTo("ok");
        }
    }

    @Test
    void hintsWithoutEndAreA502() throws Exception {
        script = (_, peer) -> {
            peer.write(HINTS.repeat(1000));
            peer.awaitClose();
        };
        try (RawClient client = client()) {
            assertThat(finalAnswer(client.send(get("/x"))).status()).isEqualTo(502);
            script = (_, peer) -> peer.write(OK);
            assertThat(client.send(get("/y")).answer().text()).isEqualTo("ok");
        }
    }

    @Test
    void hintsInsteadOfAnAnswerAreA504() throws Exception {
        script = (_, peer) -> {
            while (!isPassed(gate, 200)) {
                peer.write(HINTS);
            }
        };
        try (RawClient client = client()) {
            assertThat(finalAnswer(client.send(get("/x"))).status()).isEqualTo(504);
            gate.countDown();
            script = (_, peer) -> peer.write(OK);
            assertThat(client.send(get("/y")).answer().text()).isEqualTo("ok");
        }
    }

    @Test
    void aFetchOfTheCachePassesThemToWhoBeganItAndKeepsNone() throws Exception {
        try (RawClient client = client()) {
            client.send(get("/cached/x"));
            assertThat(client.answer().field("X-Mine")).isEqualTo("1");
            Answer miss = client.answer();
            assertThat(miss.field("Cache-Status")).isEqualTo("gridgate; fwd=uri-miss; stored");
            assertThat(miss.field("X-Mine")).isNull();

            await().atMost(SOON).until(() -> node.metric("cache_entries") == 1);
            Answer hit = client.send(get("/cached/x")).answer();
            assertThat(hit.status()).isEqualTo(200);
            assertThat(hit.field("Cache-Status")).startsWith("gridgate; hit");
            assertThat(hit.field("X-Mine")).isNull();
        }
        assertThat(asked.get()).isEqualTo(1);
    }

    @Test
    void whoWaitsForAFetchGetsNoneAndItGoesOnWithoutWhoBeganIt() throws Exception {
        script = (_, peer) -> {
            peer.write(HINTS);
            pass(gate);
            peer.write(HINTS + OK);
        };
        try (RawClient first = client(); RawClient second = client()) {
            assertThat(first.send(get("/cached/x")).answer().status()).isEqualTo(103);
            second.send(get("/cached/x"));
            await().atMost(SOON).until(() -> node.metric("cache_waiting") == 1);
            first.reset();
            await().atMost(SOON).until(() -> node.metric("requests_total") == 1);
            gate.countDown();
            assertThat(second.answer().text()).isEqualTo("ok");
        }
        assertThat(asked.get()).isEqualTo(1);
    }

    @Test
    void anAttemptThatBreaksAfterHintsIsRepeated() throws Exception {
        script = (_, peer) -> {
            peer.write(HINTS);
            if (asked.get() == 1) {
                peer.socket().close();
            } else {
                peer.write(OK);
            }
        };
        try (RawClient client = client()) {
            client.send(get("/x"));
            assertThat(client.answer().status()).isEqualTo(103);
            assertThat(client.answer().status()).isEqualTo(103);
            assertThat(client.answer().text()).isEqualTo("ok");
        }
        assertThat(asked.get()).isEqualTo(2);
    }

    @Test
    void aClientThatGoesAwayAfterHintsLeavesNothingBehind() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        script = (_, peer) -> {
            peer.write(HINTS);
            awaitEnd(peer);
            closed.countDown();
        };
        try (RawClient client = client()) {
            assertThat(client.send(get("/x")).answer().status()).isEqualTo(103);
            client.reset();
        }
        assertThat(closed.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    private static void awaitEnd(Peer peer) {
        try {
            peer.awaitClose();
        } catch (IOException e) {
            // A reset is an end too.
        }
    }

    private static void pass(CountDownLatch latch) {
        assertThat(isPassed(latch, SOON.toMillis())).isTrue();
    }

    private static boolean isPassed(CountDownLatch latch, long millis) {
        try {
            return latch.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static Answer finalAnswer(RawClient client) throws IOException {
        Answer answer = client.answer();
        while (answer.status() < 200) {
            assertThat(answer.status()).isEqualTo(103);
            answer = client.answer();
        }
        return answer;
    }

    private RawClient client() throws IOException {
        return RawClient.to(node.proxy("/").getPort());
    }

    private static String get(String path) {
        return "GET %s HTTP/1.1\r\nHost: h\r\n\r\n".formatted(path);
    }
}
