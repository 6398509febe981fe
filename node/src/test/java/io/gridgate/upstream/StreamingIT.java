package io.gridgate.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.config.service.ConnectionsConfig;
import io.gridgate.config.service.TimeoutsConfig;
import io.gridgate.config.service.UpstreamTlsConfig;
import io.gridgate.exchange.AttemptException;
import io.gridgate.exchange.AttemptFailure;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.GatewayException;
import io.gridgate.fixture.ScriptedBackend;
import io.gridgate.fixture.ScriptedBackend.Received;
import io.gridgate.http.Headers;
import io.gridgate.service.instance.Instance;
import io.gridgate.upstream.UpstreamRig.Ask;
import io.gridgate.upstream.UpstreamRig.Sent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies of both directions: large, slow, given up, broken. */
class StreamingIT {

    private static final int MIB = 1 << 20;
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

    private static ScriptedBackend pouring(long octets, boolean chunked) throws IOException {
        return ScriptedBackend.answering((request, peer) -> Patterns.pour(peer, octets, chunked));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLargeAnswerComesWholeInBoundedMemory(boolean chunked) throws IOException {
        long octets = 50L * MIB + 7;
        try (ScriptedBackend backend = pouring(octets, chunked)) {
            Instance instance = UpstreamRig.instance(backend.address());
            Sent sent = rig.send(rig.filter(), instance, 0, Ask.get("/").untaken());
            assertThat(sent.response().body().length()).isEqualTo(chunked ? -1 : octets);
            PatternSink sink = new PatternSink(sent.response().body(), sent.loop, 1);
            sent.onLoop(() -> sent.response().body().start(sink));
            assertThat(Sent.join(sink.done)).isEqualTo(octets);
            assertThat(sink.largestPiece.get()).isLessThanOrEqualTo(64 << 10);
            Awaitility.await().until(() -> rig.pools.counts(instance).idle() == 1);
        }
    }

    @Test
    void aSinkThatPausesIsNeverGivenMore() throws IOException {
        long octets = 3L * MIB + 1;
        try (ScriptedBackend backend = pouring(octets, true)) {
            Sent sent = rig.send(rig.filter(), UpstreamRig.instance(backend.address()), 0, Ask.get("/").untaken());
            PatternSink sink = new PatternSink(sent.response().body(), sent.loop, 0);
            sent.onLoop(() -> sent.response().body().start(sink));
            for (int i = 0; i < 20; i++) {
                sent.onLoop(sink::resumeOnce);
            }
            sent.onLoop(sink::resumeFromNowOn);
            assertThat(Sent.join(sink.done)).isEqualTo(octets);
        }
    }

    @Test
    void anUntakenAnswerHoldsTheBackendBack() throws IOException {
        AtomicLong written = new AtomicLong();
        long octets = 64L * MIB;
        try (ScriptedBackend backend = ScriptedBackend.serving(peer -> {
            peer.readRequest();
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: " + octets + "\r\n\r\n");
            byte[] piece = new byte[MIB];
            for (long i = 0; i < octets; i += piece.length) {
                peer.out().write(piece);
                written.addAndGet(piece.length);
            }
        })) {
            Sent sent = rig.send(rig.filter(), UpstreamRig.instance(backend.address()), 0, Ask.get("/").untaken());
            assertThat(sent.response().status()).isEqualTo(200);
            AtomicLong before = new AtomicLong(-1);
            Awaitility.await().pollInterval(Duration.ofMillis(150)).until(() -> before.getAndSet(written.get()) == written.get());
            assertThat(written.get()).isLessThan(20L * MIB);
            sent.onLoop(() -> sent.response().close());
            Awaitility.await().until(() -> backend.open() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLargeRequestGoesOutWholeInBoundedMemory(boolean chunked) throws IOException {
        int octets = 20 * MIB + 3;
        PatternBody body = new PatternBody(octets, chunked ? -1 : octets, 40_000);
        try (ScriptedBackend backend = ScriptedBackend.serving(peer -> {
            // Nothing is read before the sender had to pause.
            Awaitility.await().until(() -> body.pauses > 0);
            byte[] got = Objects.requireNonNull(peer.readRequest()).body();
            Patterns.check(got);
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n" + got.length);
            peer.awaitClose();
        })) {
            Instance instance = UpstreamRig.instance(backend.address());
            Sent sent = rig.send(rig.filter(), instance, 0, Ask.of("POST", "/", Headers.of("Host", "a")).with(body));
            assertThat(sent.text()).isEqualTo(String.valueOf(octets));
            Awaitility.await().until(() -> rig.pools.counts(instance).idle() == 1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100, 5000, 16 << 10})
    void aRequestInPiecesIsWholeWithItsTrailers(int piece) throws IOException {
        int octets = 100_003;
        try (ScriptedBackend backend = ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            PatternBody body = new PatternBody(octets, -1, piece);
            body.trailers = Headers.of("X-Sum", "1", "Content-Length", "5", "Host", "evil");
            Sent sent = rig.send(rig.filter(), UpstreamRig.instance(backend.address()), 0,
                    Ask.of("PUT", "/", Headers.of("Host", "a")).with(body));
            assertThat(sent.body()).isEmpty();
            Received got = backend.received().getFirst();
            Patterns.check(got.body());
            assertThat(got.body()).hasSize(octets);
            assertThat(got.trailers()).isEqualTo("X-Sum: 1\r\n");
            assertThat(got.field("Transfer-Encoding")).isEqualTo("chunked");
            assertThat(got.field("Content-Length")).isNull();
        }
    }

    @Test
    void anEarlyRefusalIsPassedOnAndTheRequestIsNeverEndedAsIfItWereWhole() throws IOException {
        CompletableFuture<String> rest = new CompletableFuture<>();
        try (ScriptedBackend backend = ScriptedBackend.serving(peer -> {
            peer.readHead();
            peer.write("HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nno!");
            rest.complete(new String(peer.in().readAllBytes(), StandardCharsets.ISO_8859_1));
        })) {
            Instance instance = UpstreamRig.instance(backend.address());
            PatternBody body = new PatternBody(100, -1, 10);
            body.stallAfter = 20;
            Sent sent = rig.send(rig.filter(), instance, 0, Ask.of("POST", "/", Headers.of("Host", "a")).with(body));
            assertThat(sent.text()).isEqualTo("no!");
            assertThat(sent.response().status()).isEqualTo(413);
            assertThat(Sent.join(rest)).doesNotContain("0\r\n\r\n");
            assertThat(body.closed).isTrue();
            Awaitility.await().until(() -> rig.pools.counts(instance).open() == 0);
        }
    }

    @Test
    void aBackendMayAnswerWhileItReads() throws IOException {
        int octets = 5 * MIB;
        try (ScriptedBackend backend = ScriptedBackend.serving(peer -> {
            peer.readHead();
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: " + octets + "\r\n\r\n");
            byte[] piece = new byte[8192];
            for (int left = octets; left > 0;) {
                int n = peer.in().read(piece, 0, Math.min(left, piece.length));
                peer.out().write(piece, 0, n);
                left -= n;
            }
            peer.awaitClose();
        })) {
            Instance instance = UpstreamRig.instance(backend.address());
            PatternBody body = new PatternBody(octets, octets, 20_000);
            Sent sent = rig.send(rig.filter(), instance, 0, Ask.of("POST", "/", Headers.of("Host", "a")).with(body));
            Patterns.check(sent.body());
            Awaitility.await().until(() -> rig.pools.counts(instance).idle() == 1);
        }
    }

    @Test
    void aWholeAnswerEndsARequestThatStillGoesOut() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.serving(peer -> {
            peer.readHead();
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            peer.awaitClose();
        })) {
            Instance instance = UpstreamRig.instance(backend.address());
            PatternBody body = new PatternBody(1000, 1000, 10);
            body.stallAfter = 20;
            Sent sent = rig.send(rig.filter(), instance, 0, Ask.of("POST", "/", Headers.of("Host", "a")).with(body));
            assertThat(sent.text()).isEqualTo("ok");
            Awaitility.await().until(() -> backend.open() == 0 && rig.pools.counts(instance).open() == 0);
            assertThat(body.closed).isTrue();
        }
    }

    @Test
    void anAnswerOfABackendThatStoppedReadingIsStillHeard() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.serving(peer -> {
            peer.readHead();
            peer.write("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            peer.socket().shutdownOutput();
            peer.awaitClose();
        })) {
            Sent sent = rig.send(rig.filter(), UpstreamRig.instance(backend.address()), 0,
                    Ask.of("POST", "/", Headers.of("Host", "a")).with(new PatternBody(30 * MIB, 30 * MIB, 50_000)));
            assertThat(sent.response().status()).isEqualTo(401);
        }
    }

    @Test
    void aRequestBodyThatBreaksOffFailsTheAttemptWithoutBlame() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            Instance instance = UpstreamRig.instance(backend.address());
            PatternBody body = new PatternBody(1000, 1000, 10);
            body.failAfter = 20;
            body.failure = GatewayException.of(ErrorCode.BODY_TOO_LARGE);
            Sent sent = rig.send(rig.filter(), instance, 0, Ask.of("POST", "/", Headers.of("Host", "a")).with(body));
            assertThat(sent.failure()).isSameAs(body.failure);
            assertThat(sent.attempt.failure()).isEqualTo(AttemptFailure.CANCELLED);
            Awaitility.await().until(() -> backend.open() == 0);
            assertThat(backend.received()).isEmpty();
        }
    }

    @Test
    void aBodyShorterThanStatedIsNotPassedOff() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            Sent sent = rig.send(rig.filter(), UpstreamRig.instance(backend.address()), 0,
                    Ask.of("POST", "/", Headers.of("Host", "a")).with(new PatternBody(10, 11, 10)));
            assertThat(((AttemptException) sent.failure()).failure()).isEqualTo(AttemptFailure.CANCELLED);
            assertThat(backend.received()).isEmpty();
        }
    }

    @Test
    void aSlowUploadIsNotTheBackendsFault() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
            Instance instance = UpstreamRig.instance(backend.address());
            PatternBody slow = new PatternBody(100, 100, 10);
            slow.stallAfter = 0;
            Sent sent = rig.send(impatient(), instance, 0, Ask.of("POST", "/", Headers.of("Host", "a")).with(slow));
            CountDownLatch over = new CountDownLatch(1);
            sent.onLoop(() -> trickle(sent, slow, over));
            assertThat(sent.text()).isEqualTo("ok");
            PatternBody silent = new PatternBody(100, 100, 10);
            silent.stallAfter = 20;
            Sent stalled = rig.send(impatient(), instance, 0, Ask.of("POST", "/", Headers.of("Host", "a")).with(silent));
            assertThat(((GatewayException) stalled.failure()).code()).isEqualTo(ErrorCode.REQUEST_TIMEOUT);
        }
    }

    /** One piece every 100 ms, a second in all. */
    private static void trickle(Sent sent, PatternBody body, CountDownLatch over) {
        body.more(10);
        if (body.isOver()) {
            over.countDown();
        } else {
            var _ = sent.loop.schedule(() -> trickle(sent, body, over), TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    @Test
    void aBackendThatDoesNotReadIsATimeout() throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        try (ScriptedBackend backend = ScriptedBackend.serving(peer -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        })) {
            Sent sent = rig.send(impatient(), UpstreamRig.instance(backend.address()), 0,
                    Ask.of("POST", "/", Headers.of("Host", "a")).with(new PatternBody(60 * MIB, 60 * MIB, 50_000)));
            assertThat(((AttemptException) sent.failure()).failure()).isEqualTo(AttemptFailure.TIMEOUT);
            over.countDown();
        }
    }

    @Test
    void aClientThatPausesLongIsNotTheBackendsFault() throws IOException {
        try (ScriptedBackend backend = pouring(3L * MIB, false)) {
            Sent sent = rig.send(impatient(), UpstreamRig.instance(backend.address()), 0, Ask.get("/").untaken());
            PatternSink sink = new PatternSink(sent.response().body(), sent.loop, 0);
            sent.onLoop(() -> sent.response().body().start(sink));
            CompletableFuture<Void> later = new CompletableFuture<>();
            sent.onLoop(() -> sent.loop.schedule(() -> {
                sink.resumeFromNowOn();
                later.complete(null);
            }, TimeUnit.MILLISECONDS.toNanos(700)));
            Sent.join(later);
            assertThat(Sent.join(sink.done)).isEqualTo(3L * MIB);
        }
    }

    @Test
    void cancellingBeforeTheHeadClosesTheConnection() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.serving(ScriptedBackend.Peer::awaitClose)) {
            Sent sent = rig.get(UpstreamRig.instance(backend.address()));
            Awaitility.await().until(() -> backend.open() == 1);
            sent.cancel();
            assertThat(((AttemptException) sent.failure()).failure()).isEqualTo(AttemptFailure.CANCELLED);
            Awaitility.await().until(() -> backend.open() == 0);
        }
    }

    @Test
    void cancellingBeforeTheAttemptFailsItAtOnce() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.serving(ScriptedBackend.Peer::awaitClose)) {
            AttemptFilter filter = rig.filter();
            Sent sent = new Sent(rig.loop(0), Ask.get("/"), UpstreamRig.instance(backend.address()));
            sent.onLoop(() -> {
                sent.exchange.cancel();
                sent.start(filter);
            });
            assertThat(((AttemptException) sent.failure()).failure()).isEqualTo(AttemptFailure.CANCELLED);
            assertThat(backend.accepted()).isZero();
        }
    }

    @Test
    void cancellingWhileConnectingKeepsTheConnectionForOthers() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            AttemptFilter filter = rig.filter();
            Instance instance = UpstreamRig.instance(backend.address());
            Sent sent = new Sent(rig.loop(0), Ask.get("/"), instance);
            sent.onLoop(() -> {
                sent.start(filter);
                sent.exchange.cancel();
            });
            assertThat(((AttemptException) sent.failure()).failure()).isEqualTo(AttemptFailure.CANCELLED);
            Awaitility.await().until(() -> rig.pools.counts(instance).leased() == 0);
            assertThat(backend.received()).isEmpty();
        }
    }

    @Test
    void cancellingWithinTheUploadClosesTheConnectionAndTheBody() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.serving(ScriptedBackend.Peer::awaitClose)) {
            PatternBody body = new PatternBody(1000, 1000, 10);
            body.stallAfter = 20;
            Sent sent = rig.send(rig.filter(), UpstreamRig.instance(backend.address()), 0,
                    Ask.of("POST", "/", Headers.of("Host", "a")).with(body));
            Awaitility.await().until(() -> backend.open() == 1);
            sent.cancel();
            assertThat(((AttemptException) sent.failure()).failure()).isEqualTo(AttemptFailure.CANCELLED);
            assertThat(body.closed).isTrue();
            Awaitility.await().until(() -> backend.open() == 0);
        }
    }

    @Test
    void cancellingWithinTheAnswerBreaksItAndClosesTheConnection() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.serving(peer -> {
            peer.readRequest();
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
            peer.awaitClose();
        })) {
            Sent sent = rig.get(UpstreamRig.instance(backend.address()));
            assertThat(sent.response().status()).isEqualTo(200);
            sent.cancel();
            assertThat(sent.bodyFailure()).isInstanceOf(AttemptException.class);
            Awaitility.await().until(() -> backend.open() == 0);
        }
    }

    @Test
    void cancellingAfterTheAnswerDoesNothing() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
            Instance instance = UpstreamRig.instance(backend.address());
            Sent sent = rig.get(instance);
            assertThat(sent.text()).isEqualTo("ok");
            sent.cancel();
            Awaitility.await().until(() -> rig.pools.counts(instance).idle() == 1);
        }
    }

    @Test
    void aDroppedAnswerThatIsThereAlreadySavesItsConnection() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.answering("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nbusy")) {
            Instance instance = UpstreamRig.instance(backend.address());
            Sent sent = rig.send(rig.filter(), instance, 0, Ask.get("/").untaken());
            assertThat(sent.response().status()).isEqualTo(503);
            sent.onLoop(() -> sent.response().close());
            Awaitility.await().until(() -> rig.pools.counts(instance).idle() == 1);
        }
    }

    @Test
    void aSinkMayGiveUpInTheMiddle() throws IOException {
        try (ScriptedBackend backend = pouring(5L * MIB, false)) {
            Instance instance = UpstreamRig.instance(backend.address());
            Sent sent = rig.send(rig.filter(), instance, 0, Ask.get("/").untaken());
            PatternSink sink = new PatternSink(sent.response().body(), sent.loop, 1);
            sink.closeAfter = MIB;
            sent.onLoop(() -> sent.response().body().start(sink));
            Awaitility.await().until(() -> rig.pools.counts(instance).open() == 0 && backend.open() == 0);
            assertThat(sink.done).isNotDone();
        }
    }
}
