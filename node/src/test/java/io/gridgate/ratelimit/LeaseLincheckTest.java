package io.gridgate.ratelimit;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/** Whatever order threads spend, put back and end a lease in, each sees what some order of whole steps would have shown it. */
final class LeaseLincheckTest {

    /** A lease of few permits, so that they run out, are put back and are ended at the same moment. */
    @Param(name = "units", gen = IntGen.class, conf = "1:3")
    public static final class FewPermits {

        private final Lease lease = new Lease(1, 5, 5, Long.MAX_VALUE);

        /** Spends. */
        @Operation
        public boolean take(@Param(name = "units") int units) {
            return lease.take(units, 0);
        }

        /** Another limit refused. */
        @Operation
        public void putBack(@Param(name = "units") int units) {
            lease.putBack(units);
        }

        /** The next ask begins, or permits are given back. */
        @Operation
        public long close() {
            return lease.close();
        }

        /** An answer says what is left. */
        @Operation
        public long left() {
            return lease.left();
        }
    }

    /** The same without threads. */
    public static final class Counted {

        private long left = 5;
        private boolean closed;

        /** Spends. */
        public boolean take(int units) {
            boolean isEnough = !closed && left >= units;
            left -= isEnough ? units : 0;
            return isEnough;
        }

        /** What comes back after the end is lost. */
        public void putBack(int units) {
            left += units;
        }

        /** Ends it. */
        public long close() {
            long rest = left();
            closed = true;
            return rest;
        }

        /** Says what is left. */
        public long left() {
            return closed ? 0 : left;
        }
    }

    @Test
    void stepsOfThreadsThatRunAtOnceAreWhole() {
        new StressOptions().threads(3).actorsBefore(0).actorsPerThread(3).actorsAfter(1).iterations(5).invocationsPerIteration(200)
                .sequentialSpecification(Counted.class).check(FewPermits.class);
    }

    @Test
    void stepsAreWholeWhereverThreadsAreSwitched() {
        new ModelCheckingOptions().threads(2).actorsBefore(0).actorsPerThread(3).actorsAfter(1).iterations(10).invocationsPerIteration(150)
                .sequentialSpecification(Counted.class).check(FewPermits.class);
    }
}
