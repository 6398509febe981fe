package io.gridgate.service.breaker;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** In every order of requests, faults and deaths no more probes reach the service than have to succeed, all nodes agree, and it recovers. */
final class BreakerSimulationTest {

    private static final int STEPS = 400;
    private static final int PER_BATCH = 100;

    static LongStream batches() {
        return LongStream.range(0, 10);
    }

    @ParameterizedTest
    @MethodSource("batches")
    void breakersKeepTheirPromise(long batch) {
        for (long seed = batch * PER_BATCH; seed < (batch + 1) * PER_BATCH; seed++) {
            try {
                new BreakerSimulation(seed).run(STEPS);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }
}
