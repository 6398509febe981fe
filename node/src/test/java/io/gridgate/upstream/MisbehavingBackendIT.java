package io.gridgate.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.config.service.ConnectionsConfig;
import io.gridgate.config.service.TimeoutsConfig;
import io.gridgate.config.service.UpstreamTlsConfig;
import io.gridgate.exchange.AttemptException;
import io.gridgate.exchange.AttemptFailure;
import io.gridgate.fixture.ScriptedBackend;
import io.gridgate.service.instance.Instance;
import io.gridgate.upstream.UpstreamRig.Ask;
import io.gridgate.upstream.UpstreamRig.Sent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are none, and what becomes of their connections. */
class MisbehavingBackendIT {

    private static final TimeoutsConfig SHORT = new TimeoutsConfig(Duration.ofSeconds(1), Duration.ofMillis(300), Duration.ofMillis(300),
            null);

    private UpstreamRig rig;

    @BeforeEach
    void start() throws IOException {
        rig = new UpstreamRig();
    }

    @AfterEach
    void leaks() throws IOException {
        rig.close();
    }

    private AttemptFilter impatient() throws IOException {
        return rig.filter(SHORT, ConnectionsConfig.DEFAULT, UpstreamTlsConfig.OFF);
    }

    private static AttemptFailure kind(Throwable failure) {
        assertThat(failure).isInstanceOf(AttemptException.class);
        return ((AttemptException) failure).failure();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 099 Low\r\n\r\n", "HTTP/1.1 600 High\r\n\r\n", "HTTP/1.1 20 Short\r\n\r\n",
            "HTTP/1.1 2000 Long\r\n\r\n",
            "HTTP/2.0 200 OK\r\n\r\n", "HTTP/1.2 200 OK\r\n\r\n", "http/1.1 200 OK\r\n\r\n", "<html>HTTP/0.9</html>",
            "HTTP/1.1  200 OK\r\n\r\n",
            "\r\nHTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 O\u0000K\r\n\r\n", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
            "HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 0\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\n",
            "HTTP/1.1 200 OK\r\nA: b\r c\r\n\r\n", "HTTP/1.1 200 OK\r\nA: b\u0000\r\n\r\n", "HTTP/1.1 200 OK\r\nA: b\r\n folded\r\n\r\n",
            "HTTP/1.1 200 OK\r\nA : b\r\n\r\n", "HTTP/1.1 200 OK\r\n: b\r\n\r\n", "HTTP/1.1 200 OK\r\nnocolon\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
            "HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\na", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\na", "HTTP/1.1 200 OK\r\nContent-Length: 0x1\r\n\r\na",
            "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"})
    void aHeadThatIsNoHttpIsRefused(String answer) throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.serving(peer -> {
            peer.readRequest();
            peer.write(answer);
            peer.awaitClose();
        })) {
            Instance instance = UpstreamRig.instance(backend.address());
            Sent sent = rig.get(instance);
            assertThat(kind(sent.failure())).isEqualTo(AttemptFailure.PROTOCOL);
            assertThat(sent.attempt.failure()).isEqualTo(AttemptFailure.PROTOCOL);
            Awaitility.await().until(() -> rig.pools.counts(instance).open() == 0 && backend.open() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5\nhello\r\n0\r\n\r\n", "5\r\nhello\n0\r\n\r\n", "5\r\nhelloX\r\n0\r\n\r\n", "+5\r\nhello\r\n0\r\n\r\n",
            "-5\r\nhello\r\n0\r\n\r\n", " 5\r\nhello\r\n0\r\n\r\n", "5 \r\nhello\r\n0\r\n\r\n", "\r\nhello\r\n0\r\n\r\n",
            "0x5\r\nhello\r\n0\r\n\r\n",
            "g\r\nhello\r\n0\r\n\r\n", "fffffffffffffffff\r\nhello", "5;\u0001\r\nhello\r\n0\r\n\r\n", "0\r\nA: b\n\r\n",
            "0\r\nA: b\r\n c\r\n\r\n",
            "0\r\nA : b\r\n\r\n", "0\n\r\n"})
    void aBrokenChunkBreaksTheBody(String body) throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.serving(peer -> {
            peer.readRequest();
            peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
            peer.awaitClose();
        })) {
            Instance instance = UpstreamRig.instance(backend.address());
            Sent sent = rig.get(instance);
            assertThat(kind(sent.bodyFailure())).isEqualTo(AttemptFailure.BODY);
            assertThat(sent.attempt.failure()).isEqualTo(AttemptFailure.BODY);
            Awaitility.await().until(() -> rig.pools.counts(instance).open() == 0 && backend.open() == 0);
        }
    }

    @Test
    void aFloodOfFieldsIsRefused() throws IOException {
        String many = "HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(201) + "\r\n";
        String large = "HTTP/1.1 200 OK\r\nA: " + "b".repeat(65 << 10) + "\r\n\r\n";
        for (String answer : new String[]{many, large}) {
            try (ScriptedBackend backend = ScriptedBackend.answering(answer)) {
                assertThat(kind(rig.get(UpstreamRig.instance(backend.address())).failure())).isEqualTo(AttemptFailure.PROTOCOL);
            }
        }
        try (ScriptedBackend backend = ScriptedBackend.answering("HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(198) + "B: "
                + "c".repeat(60 << 10) + "\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(rig.get(UpstreamRig.instance(backend.address())).response().status()).isEqualTo(200);
        }
    }

    @Test
    void interimAnswersWithoutEndAreRefused() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.answering("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(65))) {
            Sent sent = rig.get(UpstreamRig.instance(backend.address()));
            assertThat(kind(sent.failure())).isEqualTo(AttemptFailure.PROTOCOL);
            assertThat(sent.interim).hasSize(64);
        }
    }

    @Test
    void closeBeforeOrWithinTheHeadIsAReset() throws IOException {
        for (String part : new String[]{"", "HTTP/1.1 200 OK\r\nContent-Le"}) {
            try (ScriptedBackend backend = ScriptedBackend.serving(peer -> {
                peer.readRequest();
                peer.write(part);
            })) {
                assertThat(kind(rig.get(UpstreamRig.instance(backend.address())).failure())).isEqualTo(AttemptFailure.RESET);
            }
        }
        try (ScriptedBackend backend = ScriptedBackend.serving(peer -> {
            peer.readRequest();
            peer.reset();
        })) {
            assertThat(kind(rig.get(UpstreamRig.instance(backend.address())).failure())).isEqualTo(AttemptFailure.RESET);
        }
    }

    @Test
    void aBodyThatEndsEarlyIsBroken() throws IOException {
        for (String head : new String[]{"Content-Length: 10\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"}) {
            try (ScriptedBackend backend = ScriptedBackend.serving(peer -> {
                peer.readRequest();
                peer.write("HTTP/1.1 200 OK\r\n" + head);
            })) {
                Sent sent = rig.get(UpstreamRig.instance(backend.address()));
                assertThat(kind(sent.bodyFailure())).isEqualTo(AttemptFailure.BODY);
            }
        }
    }

    @Test
    void surplusOctetsSpoilTheConnectionButNotTheAnswer() throws IOException {
        for (String answer : new String[]{"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 204 No Content\r\n\r\nx", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n\r\n"}) {
            try (ScriptedBackend backend = ScriptedBackend.answering(answer)) {
                Instance instance = UpstreamRig.instance(backend.address());
                assertThat(rig.get(instance).response().status()).isBetween(200, 204);
                Awaitility.await().until(() -> rig.pools.counts(instance).open() == 0);
            }
        }
    }

    @Test
    void octetsOnAnIdleConnectionCloseIt() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.answering((request, peer) -> {
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            Awaitility.await().until(() -> rig.pools.counts().idle() == 1);
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
        })) {
            Instance instance = UpstreamRig.instance(backend.address());
            assertThat(rig.get(instance).text()).isEqualTo("ok");
            Awaitility.await().until(() -> rig.pools.counts(instance).open() == 0);
        }
    }

    @Test
    void aConnectionThatTheBackendClosesWhileIdleIsForgotten() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.serving(peer -> {
            peer.readRequest();
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        })) {
            Instance instance = UpstreamRig.instance(backend.address());
            for (int i = 0; i < 3; i++) {
                assertThat(rig.get(instance).text()).isEqualTo("ok");
                Awaitility.await().until(() -> rig.pools.counts(instance).open() == 0);
            }
        }
    }

    @Test
    void aConnectionThatBreaksOnItsSecondUseIsAReset() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.serving(peer -> {
            peer.readRequest();
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            peer.readRequest();
        })) {
            Instance instance = UpstreamRig.instance(backend.address());
            assertThat(rig.get(instance).text()).isEqualTo("ok");
            Awaitility.await().until(() -> rig.pools.counts(instance).idle() == 1);
            assertThat(kind(rig.get(instance).failure())).isEqualTo(AttemptFailure.RESET);
        }
    }

    @Test
    void nobodyListeningIsAConnectFailure() throws IOException {
        int port;
        try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = unused.getLocalPort();
        }
        Instance gone = UpstreamRig.instance(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        assertThat(kind(rig.get(gone).failure())).isEqualTo(AttemptFailure.CONNECT);
        Instance unknown = UpstreamRig.instance(InetSocketAddress.createUnresolved("nowhere.invalid", port));
        assertThat(kind(rig.get(unknown).failure())).isEqualTo(AttemptFailure.CONNECT);
    }

    @Test
    void aBackendThatDoesNotAcceptIsAConnectFailure() throws IOException {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            InetSocketAddress address = (InetSocketAddress) full.getLocalSocketAddress();
            Instance instance = UpstreamRig.instance(address);
            AttemptFilter filter = impatient();
            // The queue of the listener holds a few; those are answered by nobody, the others do not connect.
            Sent[] sent = new Sent[6];
            for (int i = 0; i < sent.length; i++) {
                sent[i] = rig.send(filter, instance, i % 2, Ask.get("/"));
            }
            for (Sent one : sent) {
                assertThat(kind(one.failure())).isIn(AttemptFailure.CONNECT, AttemptFailure.TIMEOUT);
            }
            assertThat(sent).anyMatch(one -> one.attempt.failure() == AttemptFailure.CONNECT);
        }
    }

    @Test
    void silenceBeforeTheHeadIsATimeout() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.serving(ScriptedBackend.Peer::awaitClose)) {
            Sent sent = rig.send(impatient(), UpstreamRig.instance(backend.address()), 0, Ask.get("/"));
            assertThat(kind(sent.failure())).isEqualTo(AttemptFailure.TIMEOUT);
            Awaitility.await().until(() -> backend.open() == 0);
        }
    }

    @Test
    void interimAnswersDoNotPutOffTheTimeout() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.serving(peer -> {
            peer.readRequest();
            for (int i = 0; i < 10; i++) {
                peer.write("HTTP/1.1 103 Early Hints\r\n\r\n");
                peer.socket().setSoTimeout(100);
                try {
                    peer.awaitClose();
                    return;
                } catch (java.net.SocketTimeoutException e) {
                    // Another hint, then.
                }
            }
        })) {
            Sent sent = rig.send(impatient(), UpstreamRig.instance(backend.address()), 0, Ask.get("/"));
            assertThat(kind(sent.failure())).isEqualTo(AttemptFailure.TIMEOUT);
        }
    }

    @Test
    void silenceWithinTheBodyBreaksIt() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.serving(peer -> {
            peer.readRequest();
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
            peer.awaitClose();
        })) {
            Sent sent = rig.send(impatient(), UpstreamRig.instance(backend.address()), 0, Ask.get("/"));
            assertThat(kind(sent.bodyFailure())).isEqualTo(AttemptFailure.BODY);
            assertThat(sent.collector.octets.size()).isEqualTo(5);
        }
    }

    @Test
    void theTotalTimeEndsAnAnswerThatKeepsComing() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.serving(peer -> {
            peer.readRequest();
            peer.write("HTTP/1.1 200 OK\r\n\r\n");
            peer.socket().setSoTimeout(20);
            for (int i = 0; i < 1000; i++) {
                peer.write("x");
                try {
                    peer.awaitClose();
                    return;
                } catch (java.net.SocketTimeoutException e) {
                    // The next octet, then.
                }
            }
        })) {
            Sent sent = rig.send(rig.filter(), UpstreamRig.instance(backend.address()), 0, Ask.get("/").within(Duration.ofMillis(300)));
            assertThat(kind(sent.bodyFailure())).isEqualTo(AttemptFailure.BODY);
            Sent late = rig.send(rig.filter(), UpstreamRig.instance(backend.address()), 0, Ask.get("/").within(Duration.ZERO));
            assertThat(kind(late.failure())).isEqualTo(AttemptFailure.TIMEOUT);
        }
    }
}
