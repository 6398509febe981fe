package io.gridgate.http;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What it takes to read and normalise a request target.
 *
 * <p>Thread-safety: confined to one thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TargetBenchmark {

    // Fields and no constants, which the compiler would fold.
    private String plain = "/api/v2/users/4711/orders?page=2&sort=date";
    private String encoded = "/api/./v2//users/caf%C3%A9/../j%6Fe;v=1/orders?page=2&sort=date";

    @Benchmark
    public Target plain() {
        return Target.parse(plain);
    }

    @Benchmark
    public Target normalised() {
        return Target.parse(encoded);
    }
}
