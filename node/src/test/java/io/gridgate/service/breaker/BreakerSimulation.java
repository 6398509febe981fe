package io.gridgate.service.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.exchange.AttemptException;
import io.gridgate.exchange.AttemptFailure;
import io.gridgate.exchange.Response;
import io.gridgate.http.Headers;
import io.gridgate.service.breaker.BreakerFixture.Node;
import io.gridgate.service.breaker.FaultyStore.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * Nodes with a breaker whose requests, answers, lost calls, lost events, deaths and joins come in an order that a seed decides, on a clock
 * that only moves here.
 *
 * <p>Thread-safety: confined to one test.
 */
final class BreakerSimulation {

    private static final int NODES_MAX = 5;
    /** So many calls of a node may fail in a row: fewer than make it give the grid up. */
    private static final int FAULTS_IN_A_ROW = 3;
    private static final int SUCCESSES = BreakerFixture.CONFIG.successThreshold();

    private final Random random;
    private final BreakerFixture world;
    private final List<Node> live = new ArrayList<>();
    private final List<Pass> underWay = new ArrayList<>();
    /** Those that ended well or badly, whose node lives: it may not have said so yet. */
    private final List<Pass> ended = new ArrayList<>();
    /** key: epoch, value: what became of its probes. */
    private final Map<Long, Probes> probes = new HashMap<>();
    private boolean healthy = true;
    private double faultRate;

    BreakerSimulation(long seed) {
        random = new Random(seed);
        world = new BreakerFixture(1 + random.nextInt(NODES_MAX - 1));
        live.addAll(world.nodes);
        live.forEach(this::disturb);
    }

    /** One exchange that passed a breaker; as a probe if it did so in that epoch (else -1). */
    private record Pass(Node node, long epoch, CompletableFuture<Response> answer) {}

    /** The probes of one half open epoch that reached the service. */
    private static final class Probes {
        private int sent;
        private int succeeded;
        /** Given back, or of a node that died and may not have said how they ended. */
        private int lost;
    }

    private void disturb(Node node) {
        int[] inARow = {0};
        node.store.faults = () -> {
            boolean fault = random.nextDouble() < faultRate && inARow[0] < FAULTS_IN_A_ROW;
            inARow[0] = fault ? inARow[0] + 1 : 0;
            return !fault ? Fault.NONE : random.nextBoolean() ? Fault.REQUEST_LOST : Fault.ANSWER_LOST;
        };
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
            checkProbes();
        }
        checkThatAllAgree();
        checkThatItRecovers();
    }

    private void step() {
        int what = random.nextInt(100);
        if (what < 50) {
            send(live.get(random.nextInt(live.size())));
        } else if (what < 75) {
            answer();
        } else if (what < 94) {
            world.advance(Duration.ofMillis(random.nextInt(10) == 0 ? random.nextInt(70_000) : random.nextInt(300)));
        } else if (what < 96) {
            healthy = !healthy;
        } else if (what < 97) {
            kill();
        } else if (what < 98 && live.size() < NODES_MAX) {
            join();
        } else {
            faultRate = random.nextBoolean() ? 0 : random.nextDouble() / 2;
            live.forEach(node -> node.store.eventsLost = random.nextInt(3) == 0);
        }
        if (random.nextBoolean()) {
            world.runDue();
        }
    }

    private void send(Node node) {
        node.onPassed = _ -> passed(node);
        var _ = node.send();
    }

    private CompletableFuture<Response> passed(Node node) {
        long epoch = node.breaker.position() instanceof Position.Probing probing ? probing.epoch() : -1;
        Pass pass = new Pass(node, epoch, new CompletableFuture<>());
        if (epoch >= 0) {
            of(pass).sent++;
        }
        underWay.add(pass);
        return pass.answer();
    }

    private Probes of(Pass pass) {
        return probes.computeIfAbsent(pass.epoch(), _ -> new Probes());
    }

    private void answer() {
        if (underWay.isEmpty()) {
            return;
        }
        Pass pass = underWay.remove(random.nextInt(underWay.size()));
        int how = random.nextInt(20);
        if (how == 0) {
            of(pass).lost++;
            pass.answer().completeExceptionally(new AttemptException(AttemptFailure.CANCELLED, "gone", null).toGatewayException());
        } else if (how == 1) {
            of(pass).lost++;
            pass.answer().complete(Response.of(404, Headers.of()));
        } else if (healthy) {
            onSucceeded(pass);
            pass.answer().complete(Response.of(200, Headers.of()));
        } else {
            ended.add(pass);
            pass.answer().complete(Response.of(503, Headers.of()));
        }
    }

    private void onSucceeded(Pass pass) {
        ended.add(pass);
        of(pass).succeeded++;
    }

    private void kill() {
        if (live.size() == 1) {
            return;
        }
        Node node = live.remove(random.nextInt(live.size()));
        node.store.faults = () -> Fault.REQUEST_LOST;
        node.store.leave();
        node.breaker.close();
        for (Pass pass : List.copyOf(underWay)) {
            if (pass.node() == node) {
                of(pass).lost++;
                underWay.remove(pass);
            }
        }
        ended.removeIf(pass -> {
            if (pass.node() == node) {
                of(pass).lost++;
            }
            return pass.node() == node;
        });
    }

    private void join() {
        Node node = world.join();
        disturb(node);
        live.add(node);
    }

    private void checkProbes() {
        probes.forEach((epoch, one) -> {
            if (epoch >= 0) {
                assertThat(one.sent).as("probes of epoch %s that reached the service", epoch).isLessThanOrEqualTo(SUCCESSES + one.lost);
            }
        });
        if (world.state() instanceof BreakerState.Closed closed && closed.epoch() > 0 && probes.containsKey(closed.epoch() - 1)) {
            assertThat(probes.get(closed.epoch() - 1).succeeded).as("successes that closed epoch %s", closed.epoch())
                    .isGreaterThanOrEqualTo(SUCCESSES);
        }
    }

    private void checkThatAllAgree() {
        faultRate = 0;
        live.forEach(node -> node.store.eventsLost = false);
        world.advance(Duration.ofSeconds(2));
        String kind = world.state().kind();
        assertThat(live).allSatisfy(node -> assertThat(node.breaker.view().state()).isEqualTo(kind));
    }

    private void checkThatItRecovers() {
        healthy = true;
        for (int i = 0; i < 600 && !isClosedForGood(); i++) {
            send(live.get(i % live.size()));
            world.runDue();
            answerAll();
            world.advance(Duration.ofSeconds(1));
        }
        assertThat(world.state().kind()).isEqualTo("closed");
        assertThat(live).allSatisfy(node -> {
            assertThat(node.breaker.view().state()).isEqualTo("closed");
            assertThat(node.breaker.run()).isLessThan(BreakerFixture.CONFIG.failureThreshold());
        });
        checkProbes();
    }

    private boolean isClosedForGood() {
        return world.state().kind().equals("closed") && underWay.isEmpty();
    }

    private void answerAll() {
        for (Pass pass = underWay.isEmpty() ? null : underWay.removeFirst(); pass != null; pass = underWay.isEmpty() ? null
                : underWay.removeFirst()) {
            onSucceeded(pass);
            pass.answer().complete(Response.of(200, Headers.of()));
        }
        world.runDue();
    }
}
