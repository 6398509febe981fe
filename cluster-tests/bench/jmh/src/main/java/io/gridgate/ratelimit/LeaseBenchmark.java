package io.gridgate.ratelimit;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/**
 * What it takes to spend a permit of a lease, by one loop and by two at once.
 *
 * <p>Thread-safety: the lease is lock-free.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LeaseBenchmark {

    private static final long PLENTY = Long.MAX_VALUE / 4;

    private final long now = System.nanoTime();
    private final Lease lease = new Lease(1, PLENTY, PLENTY, now + TimeUnit.DAYS.toNanos(1));

    @Benchmark
    public boolean take() {
        return lease.take(1, now);
    }

    @Benchmark
    @Threads(2)
    public boolean takeContended() {
        return lease.take(1, now);
    }
}
