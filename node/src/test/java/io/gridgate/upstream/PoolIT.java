package io.gridgate.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.config.service.ConnectionsConfig;
import io.gridgate.config.service.ServiceConfig;
import io.gridgate.config.service.TimeoutsConfig;
import io.gridgate.config.service.UpstreamTlsConfig;
import io.gridgate.exchange.AttemptException;
import io.gridgate.exchange.AttemptFailure;
import io.gridgate.fixture.ScriptedBackend;
import io.gridgate.service.health.HealthProbe;
import io.gridgate.service.instance.Instance;
import io.gridgate.upstream.UpstreamRig.Ask;
import io.gridgate.upstream.UpstreamRig.Sent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bounds, waiting, hand-over between selectors, idle connections, retirement, probes. */
class PoolIT {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private UpstreamRig rig;

    @BeforeEach
    void start() throws IOException {
        rig = new UpstreamRig();
    }

    @AfterEach
    void leaks() throws IOException {
        rig.close();
    }

    private AttemptFilter bounded(int max, int pending, Duration connect) throws IOException {
        return rig.filter(new TimeoutsConfig(connect, Duration.ofSeconds(5), Duration.ofSeconds(5), null),
                new ConnectionsConfig(max, pending, Duration.ofSeconds(60)), UpstreamTlsConfig.OFF);
    }

    /** A backend that answers when it is let. */
    private static ScriptedBackend gated(Semaphore gate) throws IOException {
        return ScriptedBackend.answering((request, peer) -> {
            gate.acquireUninterruptibly();
            peer.write(OK);
        });
    }

    private static AttemptFailure kind(Throwable failure) {
        return ((AttemptException) failure).failure();
    }

    @Test
    void overTheBoundRequestsWaitAndOverTheQueueTheyAreRefusedAtOnce() throws IOException {
        Semaphore gate = new Semaphore(0);
        try (ScriptedBackend backend = gated(gate)) {
            Instance instance = UpstreamRig.instance(backend.address());
            AttemptFilter filter = bounded(2, 3, Duration.ofSeconds(5));
            List<Sent> sent = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                sent.add(rig.send(filter, instance, 0, Ask.get("/")));
            }
            Awaitility.await().until(() -> rig.pools.counts(instance).waiting() == 3 && backend.open() == 2);
            assertThat(kind(rig.send(filter, instance, 0, Ask.get("/")).failure())).isEqualTo(AttemptFailure.SATURATED);
            assertThat(kind(rig.send(filter, instance, 1, Ask.get("/")).failure())).isEqualTo(AttemptFailure.SATURATED);
            gate.release(5);
            sent.forEach(one -> assertThat(one.text()).isEqualTo("ok"));
            assertThat(backend.accepted()).isEqualTo(2);
        }
    }

    @Test
    void aWaiterGivesUpAfterTheConnectTimeOrItsDeadlineOrWhenCancelled() throws IOException {
        Semaphore gate = new Semaphore(0);
        try (ScriptedBackend backend = gated(gate)) {
            Instance instance = UpstreamRig.instance(backend.address());
            AttemptFilter filter = bounded(1, 10, Duration.ofMillis(200));
            Sent first = rig.send(filter, instance, 0, Ask.get("/"));
            Awaitility.await().until(() -> backend.open() == 1);
            assertThat(kind(rig.send(filter, instance, 0, Ask.get("/")).failure())).isEqualTo(AttemptFailure.SATURATED);
            assertThat(kind(rig.send(filter, instance, 1, Ask.get("/")).failure())).isEqualTo(AttemptFailure.SATURATED);
            AttemptFilter patient = bounded(1, 10, Duration.ofSeconds(10));
            Sent hurried = rig.send(patient, instance, 1, Ask.get("/").within(Duration.ofMillis(100)));
            assertThat(kind(hurried.failure())).isEqualTo(AttemptFailure.TIMEOUT);
            Sent cancelled = rig.send(patient, instance, 0, Ask.get("/"));
            Awaitility.await().until(() -> rig.pools.counts(instance).waiting() == 1);
            cancelled.cancel();
            assertThat(kind(cancelled.failure())).isEqualTo(AttemptFailure.CANCELLED);
            assertThat(rig.pools.counts(instance).waiting()).isZero();
            gate.release();
            assertThat(first.text()).isEqualTo("ok");
        }
    }

    @Test
    void whoIsCancelledBeforeItsAttemptTakesNoPlaceAmongThoseWhoWait() throws IOException {
        Semaphore gate = new Semaphore(0);
        try (ScriptedBackend backend = gated(gate)) {
            // Given
            Instance instance = UpstreamRig.instance(backend.address());
            AttemptFilter filter = bounded(1, 1, Duration.ofSeconds(10));
            Sent first = rig.send(filter, instance, 0, Ask.get("/"));
            Awaitility.await().until(() -> backend.open() == 1);
            Sent cancelled = new Sent(rig.loop(0), Ask.get("/"), instance);
            // When
            cancelled.onLoop(() -> {
                cancelled.exchange.cancel();
                cancelled.start(filter);
            });
            // Then
            assertThat(kind(cancelled.failure())).isEqualTo(AttemptFailure.CANCELLED);
            assertThat(rig.pools.counts(instance).waiting()).isZero();
            gate.release();
            assertThat(first.text()).isEqualTo("ok");
        }
    }

    @Test
    void anIdleConnectionOfAnotherSelectorIsClosedForAWaiter() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.answering(OK)) {
            Instance instance = UpstreamRig.instance(backend.address());
            AttemptFilter filter = bounded(1, 10, Duration.ofSeconds(5));
            for (int i = 0; i < 6; i++) {
                assertThat(rig.send(filter, instance, i % 2, Ask.get("/")).text()).isEqualTo("ok");
            }
            assertThat(backend.accepted()).isEqualTo(6);
            Awaitility.await().until(() -> rig.pools.counts(instance).open() == 1);
        }
    }

    @Test
    void aLeasedConnectionIsHandedToTheSelectorThatWaits() throws IOException {
        Semaphore gate = new Semaphore(0);
        try (ScriptedBackend backend = gated(gate)) {
            Instance instance = UpstreamRig.instance(backend.address());
            AttemptFilter filter = bounded(1, 10, Duration.ofSeconds(5));
            Sent here = rig.send(filter, instance, 0, Ask.get("/"));
            Awaitility.await().until(() -> backend.open() == 1);
            Sent there = rig.send(filter, instance, 1, Ask.get("/"));
            Awaitility.await().until(() -> rig.pools.counts(instance).waiting() == 1);
            gate.release(2);
            assertThat(here.text()).isEqualTo("ok");
            assertThat(there.text()).isEqualTo("ok");
        }
    }

    @Test
    void manyRequestsOfBothSelectorsShareFewConnectionsAndNobodyStarves() throws IOException {
        AtomicInteger at = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (ScriptedBackend backend = ScriptedBackend.answering((request, peer) -> {
            most.accumulateAndGet(at.incrementAndGet(), Math::max);
            Thread.onSpinWait();
            at.decrementAndGet();
            peer.write(OK);
        })) {
            Instance instance = UpstreamRig.instance(backend.address());
            AttemptFilter filter = bounded(3, 2000, Duration.ofSeconds(20));
            List<Sent> sent = new ArrayList<>();
            for (int i = 0; i < 1500; i++) {
                sent.add(rig.send(filter, instance, i % 2, Ask.get("/" + i)));
            }
            sent.forEach(one -> assertThat(one.text()).isEqualTo("ok"));
            assertThat(most.get()).isLessThanOrEqualTo(3);
            assertThat(backend.received()).hasSize(1500);
        }
    }

    @Test
    void failingConnectionsGiveTheirPermitsBack() throws IOException {
        AtomicInteger turn = new AtomicInteger();
        try (ScriptedBackend backend = ScriptedBackend.serving(peer -> {
            peer.readRequest();
            int now = turn.incrementAndGet() % 3;
            if (now == 0) {
                peer.reset();
            } else if (now == 1) {
                peer.write("nonsense\r\n\r\n");
            } else {
                peer.write("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nok");
            }
        })) {
            Instance instance = UpstreamRig.instance(backend.address());
            AttemptFilter filter = bounded(2, 2000, Duration.ofSeconds(20));
            List<Sent> sent = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                sent.add(rig.send(filter, instance, i % 2, Ask.get("/")));
            }
            for (Sent one : sent) {
                Awaitility.await().until(() -> one.head.isCompletedExceptionally() || one.collector.done.isDone());
            }
            Awaitility.await().until(() -> rig.pools.counts(instance).open() == 0);
        }
    }

    @Test
    void idleConnectionsAreClosedInTheirTime() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.answering(OK)) {
            Instance instance = UpstreamRig.instance(backend.address());
            AttemptFilter filter = rig.filter(UpstreamRig.TIMEOUTS, new ConnectionsConfig(8, 8, Duration.ofSeconds(2)),
                    UpstreamTlsConfig.OFF);
            for (int i = 0; i < 4; i++) {
                assertThat(rig.send(filter, instance, i % 2, Ask.get("/")).text()).isEqualTo("ok");
            }
            Awaitility.await().until(() -> rig.pools.counts(instance).idle() >= 1);
            Awaitility.await().until(() -> rig.pools.counts(instance).open() == 0 && backend.open() == 0);
        }
    }

    @Test
    void aBackendsOwnIdleTimeIsHeeded() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend
                .answering("HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1, max=9\r\nContent-Length: 2\r\n\r\nok")) {
            Instance instance = UpstreamRig.instance(backend.address());
            assertThat(rig.get(instance).text()).isEqualTo("ok");
            Awaitility.await().until(() -> rig.pools.counts(instance).open() == 0);
        }
    }

    @Test
    void aRetiredInstanceLosesItsConnectionsWhenTheyAreFree() throws IOException {
        Semaphore gate = new Semaphore(1);
        try (ScriptedBackend backend = gated(gate)) {
            Instance instance = UpstreamRig.instance(backend.address());
            assertThat(rig.get(instance).text()).isEqualTo("ok");
            Awaitility.await().until(() -> rig.pools.counts(instance).idle() == 1);
            Sent last = rig.get(instance);
            Sent other = rig.get(instance);
            Awaitility.await().until(() -> backend.open() == 2);
            rig.pools.retire(instance);
            gate.release(2);
            assertThat(last.text()).isEqualTo("ok");
            assertThat(other.text()).isEqualTo("ok");
            Awaitility.await().until(() -> rig.pools.connections() == 0 && backend.open() == 0);
        }
    }

    @Test
    void aRevisionWithTheSameTransportFindsTheConnectionsOfTheLast() throws IOException {
        try (ScriptedBackend backend = ScriptedBackend.answering(OK)) {
            Instance instance = UpstreamRig.instance(backend.address());
            assertThat(rig.send(bounded(2, 2, Duration.ofSeconds(1)), instance, 0, Ask.get("/")).text()).isEqualTo("ok");
            Awaitility.await().until(() -> rig.pools.counts(instance).idle() == 1);
            assertThat(rig.send(bounded(9, 9, Duration.ofSeconds(2)), instance, 0, Ask.get("/")).text()).isEqualTo("ok");
            assertThat(backend.accepted()).isEqualTo(1);
        }
    }

    @Test
    void closingThePoolsEndsWhatIsInUse() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        try (ScriptedBackend backend = ScriptedBackend.serving(peer -> {
            peer.awaitClose();
            never.countDown();
        })) {
            Instance instance = UpstreamRig.instance(backend.address());
            AttemptFilter filter = bounded(1, 10, Duration.ofSeconds(5));
            Sent used = rig.send(filter, instance, 0, Ask.get("/"));
            Awaitility.await().until(() -> backend.open() == 1);
            Sent waiting = rig.send(filter, instance, 1, Ask.get("/"));
            Awaitility.await().until(() -> rig.pools.counts(instance).waiting() == 1);
            rig.pools.close();
            assertThat(kind(used.failure())).isEqualTo(AttemptFailure.RESET);
            assertThat(waiting.failure()).isInstanceOf(AttemptException.class);
            Awaitility.await().until(() -> backend.open() == 0);
        }
    }

    @Test
    @SuppressWarnings("try") // the backend goes away in the middle of the test
    void aProbeTellsTheStatusOrWhyThereIsNone() throws IOException {
        HealthProbe probe = rig.pools.healthProbe();
        ServiceConfig service = ServiceConfig.of("shop", List.of());
        try (ScriptedBackend backend = ScriptedBackend.answering((request, peer) -> {
            if (!request.line().contains("silent")) {
                peer.write("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 100000\r\n\r\nbut no more");
            }
        })) {
            Instance instance = UpstreamRig.instance(backend.address());
            assertThat(Sent.join(probe.probe(instance, service, "/health?a=b", Duration.ofSeconds(2)).toCompletableFuture()))
                    .isEqualTo(503);
            assertThat(backend.received().getFirst().line()).isEqualTo("GET /health?a=b HTTP/1.1");
            assertThat(backend.received().getFirst().field("Host")).isEqualTo("localhost:" + backend.port());
            assertThat(probe.probe(instance, service, "/silent", Duration.ofMillis(200)).toCompletableFuture())
                    .failsWithin(Duration.ofSeconds(2)).withThrowableThat().withMessageContaining("no answer within 200 ms");
            Awaitility.await().until(() -> backend.open() == 0);
            backend.close();
            // What the backend's port had accepted already may still be answered or reset.
            Awaitility.await()
                    .untilAsserted(() -> assertThat(probe.probe(instance, service, "/health", Duration.ofSeconds(2)).toCompletableFuture())
                            .failsWithin(Duration.ofSeconds(4)).withThrowableThat().withMessageContaining("refused"));
        }
        Awaitility.await().until(() -> rig.pools.connections() == 0);
    }
}
