package io.gridgate.service.breaker;

import io.gridgate.base.Events;
import io.gridgate.base.Metrics;
import io.gridgate.config.service.CircuitBreakerConfig;
import io.gridgate.service.breaker.Position.Passing;
import io.gridgate.service.breaker.Position.Probing;
import io.gridgate.service.instance.Scheduler;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.verifier.QuiescentConsistencyVerifier;
import org.jetbrains.lincheck.datastructures.verifier.QuiescentConsistent;
import org.junit.jupiter.api.Test;

/**
 * Whatever order a breaker follows the grid, opens for itself and lets exchanges ask for probes in, each thread sees what some order of whole steps
 * would have shown it.
 *
 * <p>Runs that go wrong only where two certain steps meet are given; the others are drawn. The model checker cannot let failures fill a run, for the
 * reason that {@link FailureRunLincheckTest} gives: there the node opens by a word.
 */
final class PositionLincheckTest {

    /** Beside the threads of a run those that begin and end it. */
    private static final int THREADS_MAX = 8;
    private static final CircuitBreakerConfig CONFIG = new CircuitBreakerConfig(2, 2, Duration.ofSeconds(30), Duration.ofSeconds(60));
    /** Turns are the test's own. */
    private static final Scheduler NEVER = (_, _) -> () -> {};

    private static Breaker breaker() {
        InMemoryBreakerStore store = InMemoryBreakerStore.of("m");
        return Breaker.start("svc", CONFIG,
                new Breaker.Ports(store, new BreakerPoll(store, NEVER), NEVER, () -> 0, Metrics.none(), Events.none()));
    }

    /** A breaker whose turns, one after the other, bring states of the grid while loops use it. */
    public static class Followed {

        final Breaker breaker = breaker();
        long epoch;
        BreakerState known = BreakerState.Closed.NEW;

        /** The grid has closed it. */
        @Operation(nonParallelGroup = "turns")
        @QuiescentConsistent
        public void closes() {
            follow(new BreakerState.Closed(++epoch, 1, Map.of()));
        }

        /** An operator holds it closed. */
        @Operation(nonParallelGroup = "turns")
        @QuiescentConsistent
        public void isHeldClosed() {
            follow(new BreakerState.Forced(++epoch, false));
        }

        final void follow(BreakerState state) {
            known = state;
            breaker.follow(state, BreakerTimes.FOR_EVER);
        }

        /** How a request fares. */
        @Operation
        @QuiescentConsistent
        public String kind() {
            return breaker.position().kind();
        }
    }

    /** This node's failures suffice. */
    public static final class OpenedByAWord extends Followed {

        /** Opens it. */
        @Operation
        public void opensForItself() {
            if (breaker.position() instanceof Passing passing) {
                breaker.openForItself(passing);
            }
        }
    }

    /** Two failures of this node suffice. */
    public static final class OpenedByFailures extends Followed {

        /** The grid has opened it. */
        @Operation(nonParallelGroup = "turns")
        @QuiescentConsistent
        public void opens() {
            follow(new BreakerState.Open(++epoch, 1));
        }

        /** A turn finds nothing new. */
        @Operation(nonParallelGroup = "turns")
        @QuiescentConsistent
        public void looksAgain() {
            follow(known);
        }

        /** A request fails that began in the present epoch. */
        @Operation
        @QuiescentConsistent
        public void fails() {
            if (breaker.position() instanceof Passing passing) {
                breaker.onOutcome(passing.epoch(), Verdict.FAILURE);
            }
        }

        /** A request fails that began before all else. */
        @Operation
        @QuiescentConsistent
        public void failsLate() {
            breaker.onOutcome(0, Verdict.FAILURE);
        }
    }

    /** The same without threads. */
    public static final class Told {

        private String kind = "closed";
        private boolean counts = true;
        private int failures;
        private int epoch;

        /** The grid has closed it. */
        public void closes() {
            follow("closed", true);
        }

        /** The grid has opened it. */
        public void opens() {
            follow("open", false);
        }

        /** An operator holds it closed. */
        public void isHeldClosed() {
            follow("closed", false);
        }

        private void follow(String newKind, boolean nowCounts) {
            epoch++;
            kind = newKind;
            counts = nowCounts;
            failures = 0;
        }

        /** What the node has opened for itself stays so. */
        public void looksAgain() {
            // Nothing changes.
        }

        /** How a request fares. */
        public String kind() {
            return kind;
        }

        /** Opens it. */
        public void opensForItself() {
            if (counts) {
                kind = "open";
                counts = false;
            }
        }

        /** A request fails that began in the present epoch. */
        public void fails() {
            if (counts && ++failures == CONFIG.failureThreshold()) {
                opensForItself();
            }
        }

        /** A request fails that began before all else. */
        public void failsLate() {
            if (epoch == 0) {
                fails();
            }
        }
    }

    /** A half open breaker of which two exchanges may ask for a probe at once. */
    public static final class Asked {

        private final Probing probing;
        /** Index: thread; its exchanges that ask. */
        private final int[] asking = new int[THREADS_MAX];

        /** Creates one that has just half opened. */
        public Asked() {
            Breaker breaker = breaker();
            breaker.follow(new BreakerState.HalfOpen(1, 1, 0, 0, List.of()), BreakerTimes.FOR_EVER);
            probing = (Probing) breaker.position();
        }

        /** An exchange would like to ask. */
        @Operation
        public boolean mayAsk(@Param(gen = ThreadIdGen.class) int thread) {
            boolean may = probing.mayAsk();
            asking[thread] += may ? 1 : 0;
            return may;
        }

        /** An exchange of the same loop has asked. */
        @Operation
        public void release(@Param(gen = ThreadIdGen.class) int thread) {
            if (asking[thread] > 0) {
                asking[thread]--;
                probing.release();
            }
        }
    }

    /** The same without threads. */
    public static final class CountedAsks {

        private final int[] asking = new int[THREADS_MAX];

        /** An exchange would like to ask. */
        public boolean mayAsk(int thread) {
            boolean may = Arrays.stream(asking).sum() < CONFIG.successThreshold();
            asking[thread] += may ? 1 : 0;
            return may;
        }

        /** An exchange of the same loop has asked. */
        public void release(int thread) {
            asking[thread] -= asking[thread] > 0 ? 1 : 0;
        }
    }

    private static ExecutionScenario scenario(Class<?> of, List<String> before, String one, String other, List<String> after) {
        return new ExecutionScenario(actors(of, before), List.of(actors(of, List.of(one)), actors(of, List.of(other))), actors(of, after),
                null);
    }

    private static List<Actor> actors(Class<?> of, List<String> names) {
        return names.stream().map(name -> actor(of, name)).toList();
    }

    private static Actor actor(Class<?> of, String name) {
        try {
            return new Actor(of.getMethod(name), List.of(), false, false, false, false, false);
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void placeIsTakenInWholeStepsWhereverThreadsAreSwitched() {
        new ModelCheckingOptions().threads(2).actorsBefore(0).actorsPerThread(2).actorsAfter(1).iterations(2).invocationsPerIteration(60)
                .addCustomScenario(scenario(OpenedByAWord.class, List.of(), "isHeldClosed", "opensForItself", List.of("kind")))
                .addCustomScenario(scenario(OpenedByAWord.class, List.of("isHeldClosed"), "closes", "opensForItself", List.of("kind")))
                .sequentialSpecification(Told.class).check(OpenedByAWord.class);
    }

    @Test
    void failuresOfThreadsThatRunAtOnceOpenItInSomeOrder() {
        new StressOptions().threads(2).actorsBefore(1).actorsPerThread(2).actorsAfter(2).iterations(3).invocationsPerIteration(100)
                .addCustomScenario(scenario(OpenedByFailures.class, List.of(), "fails", "failsLate", List.of("kind")))
                .addCustomScenario(scenario(OpenedByFailures.class, List.of("closes"), "fails", "failsLate", List.of("kind")))
                .addCustomScenario(scenario(OpenedByFailures.class, List.of("fails"), "fails", "looksAgain", List.of("looksAgain", "kind")))
                .verifier(QuiescentConsistencyVerifier.class).sequentialSpecification(Told.class).check(OpenedByFailures.class);
    }

    @Test
    void noMoreAskAtOnceThanMayAndNoFewer() {
        new ModelCheckingOptions().threads(2).actorsBefore(1).actorsPerThread(3).actorsAfter(1).iterations(4).invocationsPerIteration(60)
                .sequentialSpecification(CountedAsks.class).check(Asked.class);
        new StressOptions().threads(3).actorsBefore(0).actorsPerThread(3).actorsAfter(1).iterations(4).invocationsPerIteration(150)
                .sequentialSpecification(CountedAsks.class).check(Asked.class);
    }
}
