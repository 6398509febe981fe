package io.gridgate.ratelimit.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.ratelimit.concurrency.PermitSimulation.Plan;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Thousands of seeded schedules; {@code -Dsimulation.first} and {@code -Dsimulation.seeds} choose others. */
final class PermitSimulationTest {

    private static final long FIRST = Long.getLong("simulation.first", 1);
    private static final long SEEDS = Long.getLong("simulation.seeds", 1_000);

    private static Plan plan(long seed) {
        Random random = new Random(~seed);
        int limit = 1 + random.nextInt(random.nextBoolean() ? 5 : 200);
        return new Plan(limit, 2 + random.nextInt(5), 50 + random.nextInt(400), 2_000, 1 + random.nextInt(random.nextBoolean() ? 20 : 800),
                random.nextInt(3) == 0 ? 20 : 0, random.nextInt(3));
    }

    private static PermitSimulation run(Plan plan, long seed) {
        PermitSimulation simulation = new PermitSimulation(plan, seed);
        simulation.run();
        return simulation;
    }

    @Test
    void noScheduleHasOneTooManyUnderWayAndNoneLeaksAPermit() {
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            Plan plan = plan(seed);
            PermitSimulation simulation = run(plan, seed);
            assertThat(simulation.most()).as("seed %s of %s", seed, plan).isLessThanOrEqualTo(plan.limit());
            assertThat(simulation.isForgotten()).as("seed %s of %s", seed, plan).isTrue();
            assertThat(simulation.free()).as("seed %s of %s", seed, plan).isEqualTo(plan.limit());
        }
    }

    @Test
    void silentOwnerIsNoReasonForOneTooMany() {
        int lost = 0;
        for (long seed = FIRST; seed < FIRST + 200; seed++) {
            Plan plan = new Plan(1 + (int) (seed % 10), 3, 600, 6_000, 3_000, 0, 1);
            PermitSimulation simulation = run(plan, seed);
            assertThat(simulation.most()).as("seed %s of %s", seed, plan).isLessThanOrEqualTo(plan.limit());
            assertThat(simulation.isForgotten()).as("seed %s of %s", seed, plan).isTrue();
            lost += simulation.lost();
        }
        assertThat(lost).isPositive();
    }

    @Test
    void withoutFaultsNobodyIsRefusedWhileThereIsAPermit() {
        for (long seed = FIRST; seed < FIRST + 100; seed++) {
            // As many requests as the limit, so that there is always a permit.
            Plan plan = new Plan(1 + (int) (seed % 50), 3, 1 + (int) (seed % 50), 200, 100, 0, 0);
            PermitSimulation simulation = run(plan, seed);
            assertThat(simulation.refused() + simulation.lost()).as("seed %s of %s", seed, plan).isZero();
        }
    }

    @Test
    void noNodeStarvesWhileOthersAreBusy() {
        for (long seed = FIRST; seed < FIRST + 50; seed++) {
            Plan plan = new Plan(1 + (int) (seed % 3), 3, 6_000, 3_000, 20, 0, 0);
            PermitSimulation simulation = run(plan, seed);
            int all = simulation.admitted().stream().mapToInt(Integer::intValue).sum();
            assertThat(simulation.admitted()).as("seed %s of %s", seed, plan).allSatisfy(node -> assertThat(node).isGreaterThan(all / 5));
            assertThat(all).as("permits lie idle only on the way: seed %s of %s", seed, plan).isGreaterThan(plan.limit() * 150);
        }
    }

    @Test
    void largeLimitIsAskedForMuchLessOftenThanThereAreRequests() {
        PermitSimulation simulation = run(new Plan(2_000, 3, 12_000, 3_000, 20, 0, 0), FIRST);
        assertThat(simulation.refused() + simulation.lost()).isZero();
        assertThat(simulation.asks()).isLessThan(3_000);
    }
}
