package io.gridgate.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.exchange.Body;
import io.gridgate.fixture.ScriptedBackend;
import io.gridgate.fixture.ScriptedBackend.Received;
import io.gridgate.http.Headers;
import io.gridgate.service.instance.Instance;
import io.gridgate.upstream.UpstreamRig.Ask;
import io.gridgate.upstream.UpstreamRig.Sent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an attempt sends and passes on when everybody behaves. */
class AttemptIT {

    private UpstreamRig rig;

    @BeforeEach
    void start() throws IOException {
        rig = new UpstreamRig();
    }

    @AfterEach
    void leaks() throws IOException {
        rig.close();
    }

    @Test
    void anAnswerIsPassedOnAndItsConnectionUsedAgain() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: b\r\n\r\nhello")) {
            Instance instance = UpstreamRig.instance(backend.address());
            for (int i = 0; i < 20; i++) {
                Sent sent = rig.get(instance);
                assertThat(sent.text()).isEqualTo("hello");
                assertThat(sent.response().status()).isEqualTo(200);
                assertThat(sent.response().headers().first("X-A")).isEqualTo("b");
                assertThat(sent.attempt.status()).isEqualTo(200);
                Awaitility.await().until(() -> rig.pools.counts(instance).idle() == 1);
            }
            assertThat(backend.accepted()).isEqualTo(1);
            assertThat(backend.received()).hasSize(20);
            assertThat(backend.received().getFirst().line()).isEqualTo("GET /x HTTP/1.1");
        }
    }

    @Test
    void hopByHopFieldsStayAndForwardingFieldsAreReplaced() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: X-Hop, keep-alive\r\n"
                + "X-Hop: 1\r\nServer: s\r\nX-Powered-By: p\r\nKeep-Alive: timeout=9\r\nVia: 1.1 inner\r\n\r\n")) {
            Headers headers = Headers.of("Host", "shop.example:81", "Connection", "X-Mine, TE", "X-Mine", "1", "TE", "trailers", "Expect",
                    "100-continue", "X-Forwarded-For", "6.6.6.6", "X-Forwarded-Prefix", "/evil", "Forwarded", "for=6.6.6.6", "Accept",
                    "*/*",
                    "Content-Length", "2");
            Sent sent = rig.send(rig.filter(), UpstreamRig.instance(backend.address()), 0,
                    Ask.of("POST", "/a?b=c", headers).with(Body.of("hi".getBytes(StandardCharsets.US_ASCII))));
            assertThat(sent.body()).isEmpty();
            Received got = backend.received().getFirst();
            assertThat(got.head()).startsWith("POST /a?b=c HTTP/1.1\r\n").doesNotContain("X-Mine", "Expect", "6.6.6.6", "evil", "TE:");
            assertThat(got.field("Host")).isEqualTo("shop.example:81");
            assertThat(got.field("X-Forwarded-For")).isEqualTo("127.0.0.1");
            assertThat(got.field("X-Forwarded-Proto")).isEqualTo("http");
            assertThat(got.field("X-Forwarded-Host")).isEqualTo("shop.example:81");
            assertThat(got.field("X-Forwarded-Port")).isEqualTo("8080");
            assertThat(got.field("Via")).isEqualTo("1.1 gridgate");
            assertThat(got.field("X-Request-Id")).isEqualTo("id-1");
            assertThat(got.field("traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
            assertThat(got.field("Content-Length")).isEqualTo("2");
            assertThat(got.text()).isEqualTo("hi");
            assertThat(sent.response().headers().toString()).isEqualTo("Via: 1.1 inner, 1.1 gridgate\n");
        }
    }

    @Test
    void aTrustedPeersForwardingFieldsAreContinued() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.answering("HTTP/1.1 204 No Content\r\n\r\n")) {
            String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
            Headers headers = Headers.of("Host", "shop.example", "X-Forwarded-For", "192.0.2.7", "X-Forwarded-Proto", "https", "Forwarded",
                    "for=192.0.2.7", "Via", "2 edge", "traceparent", trace);
            Sent sent = rig.send(rig.filter(), UpstreamRig.instance(backend.address()), 0,
                    Ask.of("GET", "/", headers).fromTrusted());
            assertThat(sent.body()).isEmpty();
            Received got = backend.received().getFirst();
            assertThat(got.field("X-Forwarded-For")).isEqualTo("192.0.2.7, 127.0.0.1");
            assertThat(got.field("X-Forwarded-Proto")).isEqualTo("https");
            assertThat(got.field("Forwarded")).isEqualTo("for=192.0.2.7, for=127.0.0.1");
            assertThat(got.field("Via")).isEqualTo("2 edge, 1.1 gridgate");
            assertThat(got.field("traceparent")).isEqualTo(trace);
            assertThat(got.field("Content-Length")).isNull();
        }
    }

    @Test
    void headAnd304KeepTheirLengthAnd204HasNone() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.answering((request, peer) -> peer.write(switch (request.line()) {
            case "HEAD /h HTTP/1.1" -> "HTTP/1.1 200 OK\r\nContent-Length: 77\r\n\r\n";
            case "GET /304 HTTP/1.1" -> "HTTP/1.1 304 Not Modified\r\nContent-Length: 78\r\n\r\n";
            default -> "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n";
        }))) {
            Instance instance = UpstreamRig.instance(backend.address());
            Sent head = rig.send(rig.filter(), instance, 0, Ask.of("HEAD", "/h", Headers.of("Host", "a")));
            assertThat(head.body()).isEmpty();
            assertThat(head.response().headers().first("Content-Length")).isEqualTo("77");
            Awaitility.await().until(() -> rig.pools.counts(instance).idle() == 1);
            Sent notModified = rig.send(rig.filter(), instance, 0, Ask.get("/304"));
            assertThat(notModified.body()).isEmpty();
            assertThat(notModified.response().headers().first("Content-Length")).isEqualTo("78");
            Awaitility.await().until(() -> rig.pools.counts(instance).idle() == 1);
            Sent none = rig.send(rig.filter(), instance, 0, Ask.get("/204"));
            assertThat(none.body()).isEmpty();
            assertThat(none.response().status()).isEqualTo(204);
            assertThat(none.response().headers().contains("Content-Length")).isFalse();
            Awaitility.await().until(() -> rig.pools.counts(instance).idle() == 1);
            assertThat(backend.accepted()).isEqualTo(1);
        }
    }

    @Test
    void interimAnswersArePassedOnBeforeTheAnswer() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.answering(
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
            Instance instance = UpstreamRig.instance(backend.address());
            Sent sent = rig.get(instance);
            assertThat(sent.text()).isEqualTo("ok");
            assertThat(sent.interim).containsExactly("100 Via: 1.1 gridgate\n", "103 Link: x\nVia: 1.1 gridgate\n");
            assertThat(sent.attempt.status()).isEqualTo(200);
            Awaitility.await().until(() -> rig.pools.counts(instance).idle() == 1);
        }
    }

    @Test
    void aChunkedAnswerIsDecodedWithItsTrailers() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5;ext=\"a\"\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\nX-Sum: 11\r\nContent-Length: 3\r\n\r\n")) {
            Instance instance = UpstreamRig.instance(backend.address());
            Sent sent = rig.get(instance);
            assertThat(sent.text()).isEqualTo("hello world");
            assertThat(sent.response().body().length()).isEqualTo(-1);
            assertThat(String.valueOf(sent.collector.trailers)).isEqualTo("X-Sum: 11\n");
            assertThat(sent.response().headers().contains("Transfer-Encoding")).isFalse();
            Awaitility.await().until(() -> rig.pools.counts(instance).idle() == 1);
        }
    }

    @Test
    void anAnswerThatTheConnectionEndsIsPassedOnAndItsConnectionDropped() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.serving(peer -> {
            peer.readRequest();
            peer.write("HTTP/1.0 200 OK\r\n\r\nuntil the end");
        })) {
            Instance instance = UpstreamRig.instance(backend.address());
            Sent sent = rig.get(instance);
            assertThat(sent.text()).isEqualTo("until the end");
            assertThat(sent.response().body().length()).isEqualTo(-1);
            Awaitility.await().until(() -> rig.pools.counts(instance).open() == 0);
        }
    }

    @Test
    void anAnswerThatComesOctetByOctetIsWhole() throws IOException {
        String answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-A: b\r\n\r\n3\r\nabc\r\n0\r\nT: u\r\n\r\n";
        try (ScriptedBackend backend = ScriptedBackend.answering((request, peer) -> {
            for (char octet : answer.toCharArray()) {
                peer.write(String.valueOf(octet));
            }
        })) {
            Sent sent = rig.get(UpstreamRig.instance(backend.address()));
            assertThat(sent.text()).isEqualTo("abc");
            assertThat(sent.response().headers().first("X-A")).isEqualTo("b");
        }
    }

    @Test
    void aBackendThatSaysCloseIsNotUsedAgain() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.answering("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok")) {
            Instance instance = UpstreamRig.instance(backend.address());
            assertThat(rig.get(instance).text()).isEqualTo("ok");
            Awaitility.await().until(() -> rig.pools.counts(instance).open() == 0);
            assertThat(rig.get(instance).text()).isEqualTo("ok");
            assertThat(backend.accepted()).isEqualTo(2);
        }
    }
}
