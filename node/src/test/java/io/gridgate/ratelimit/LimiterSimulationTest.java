package io.gridgate.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.config.gateway.RateLimitConfig.Algorithm;
import io.gridgate.config.gateway.RateLimitConfig.Mode;
import io.gridgate.ratelimit.LimiterSimulation.Plan;
import io.gridgate.ratelimit.counter.CounterRule;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Never over the limit, whatever the order of delays, losses and deaths. {@code -Dgridgate.simulation.seeds=100000} tries more orders,
 * {@code -Dgridgate.simulation.first=N} begins at another seed.
 */
final class LimiterSimulationTest {

    private static final int SEEDS = Integer.getInteger("gridgate.simulation.seeds", 700);
    private static final long[] SKEWS_MILLIS = {0, 0, 0, 80, 700};
    private static final long FIRST = Long.getLong("gridgate.simulation.first", 1);

    private static Plan plan(Algorithm algorithm, long seed) {
        Random random = new Random(~seed);
        long limit = 1 + random.nextLong(random.nextBoolean() ? 10 : 300);
        long window = random.nextBoolean() ? 1_000 : 300 + random.nextInt(5_000);
        int unit = random.nextInt(4) == 0 ? (int) Math.min(limit, 1 + random.nextInt(4)) : 1;
        Mode mode = random.nextInt(3) == 0 ? Mode.EXACT : Mode.LEASED;
        CounterRule rule = new CounterRule(algorithm, limit, 1 + random.nextInt((int) limit * 2), window);
        return new Plan(rule, mode, unit, 2 + random.nextInt(5), 100 + random.nextInt(700), 3_000,
                SKEWS_MILLIS[random.nextInt(SKEWS_MILLIS.length)],
                random.nextInt(3) == 0 ? 20 : 0, random.nextInt(3), random.nextInt(4) == 0 ? random.nextInt(5_000) : 0);
    }

    @ParameterizedTest
    @EnumSource
    void noScheduleAdmitsOneTooMany(Algorithm algorithm) {
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            Plan plan = plan(algorithm, seed);
            LimiterSimulation simulation = new LimiterSimulation(plan, seed);
            simulation.run();
            assertThat(simulation.over()).as("seed %s of %s", seed, plan).isNull();
            assertThat(simulation.waitedTooLong()).as("seed %s of %s", seed, plan).isZero();
        }
    }

    @Test
    void withoutFaultsEveryPermitOfAWindowIsUsed() {
        for (long seed = FIRST; seed < FIRST + 50; seed++) {
            CounterRule rule = new CounterRule(Algorithm.FIXED_WINDOW, 300, 300, 1_000_000_000);
            Plan plan = new Plan(rule, seed % 2 == 0 ? Mode.EXACT : Mode.LEASED, 1, 3, 900, 3_000, 0, 0, 0, 0);
            LimiterSimulation simulation = new LimiterSimulation(plan, seed);
            simulation.run();
            assertThat(simulation.admissions()).as("seed %s", seed).hasSize(300);
            assertThat(simulation.refused()).as("seed %s", seed).isEqualTo(600);
            assertThat(simulation.lost()).as("seed %s", seed).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EXACT", "LEASED"})
    void failoverThatLastsLongerThanRequestsWaitCostsNoPermits(Mode mode) {
        for (long seed = FIRST; seed < FIRST + 50; seed++) {
            CounterRule rule = new CounterRule(Algorithm.FIXED_WINDOW, 2_800, 2_800, 1_000_000_000);
            Plan plan = new Plan(rule, mode, 1, 3, 6_000, 12_000, 0, 0, 0, 2_500 + 50 * (1 + seed - FIRST));
            LimiterSimulation simulation = new LimiterSimulation(plan, seed);
            simulation.run();
            assertThat(simulation.lost()).as("seed %s", seed).isPositive();
            assertThat(simulation.admissions()).as("seed %s", seed).hasSize(2_800);
        }
    }

    @Test
    void deathsCostAtMostAFewPermits() {
        for (long seed = FIRST; seed < FIRST + 50; seed++) {
            CounterRule rule = new CounterRule(Algorithm.FIXED_WINDOW, 300, 300, 1_000_000_000);
            Plan plan = new Plan(rule, Mode.LEASED, 1, 5, 2_000, 3_000, 0, 0, 2, 0);
            LimiterSimulation simulation = new LimiterSimulation(plan, seed);
            simulation.run();
            assertThat(simulation.admissions().size()).as("seed %s", seed).isBetween(285, 300);
        }
    }
}
