package io.gridgate.service.breaker;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.verifier.QuiescentConsistencyVerifier;
import org.jetbrains.lincheck.datastructures.verifier.QuiescentConsistent;
import org.junit.jupiter.api.Test;

/**
 * Whatever order threads count failures and successes in, once they are done the run is what some order of them would have made it.
 *
 * <p>Not at each moment: while the thread whose failure fills the run still opens it, another may see it not full yet. That thread sees it, and
 * opens the breaker. Lincheck's model checker cannot be used: it changes identity hashes, by which Resilience4j's table of moves is kept.
 */
final class FailureRunLincheckTest {

    /** A run that two failures fill. */
    public static final class ShortRun {

        private final FailureRun run = FailureRun.of(2);

        /** A request fails. */
        @Operation
        @QuiescentConsistent
        public void failed() {
            run.failed();
        }

        /** A request succeeds. */
        @Operation
        @QuiescentConsistent
        public void succeeded() {
            var _ = run.succeeded();
        }

        /** Whether the breaker is to be opened. */
        @Operation
        @QuiescentConsistent
        public boolean isFull() {
            return run.isFull();
        }
    }

    /** The same without threads. */
    public static final class CountedRun {

        private int failures;

        /** A request fails. */
        public void failed() {
            failures++;
        }

        /** A request succeeds. */
        public void succeeded() {
            failures = 0;
        }

        /** Whether the breaker is to be opened. */
        public boolean isFull() {
            return failures >= 2;
        }
    }

    @Test
    void whatThreadsCountAtOnceIsCountedInSomeOrder() {
        new StressOptions().threads(2).actorsBefore(1).actorsPerThread(2).actorsAfter(2).iterations(6).invocationsPerIteration(150)
                .verifier(QuiescentConsistencyVerifier.class).sequentialSpecification(CountedRun.class).check(ShortRun.class);
    }
}
