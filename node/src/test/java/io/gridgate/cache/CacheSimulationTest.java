package io.gridgate.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.cache.CacheSimulation.Faults;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Nothing that was purged is given again, and one node fetches, whatever the order of what nodes say to one another.
 * {@code -Dgridgate.simulation.seeds=100000} tries more orders, {@code -Dgridgate.simulation.first=N} begins at another seed.
 */
final class CacheSimulationTest {

    private static final int SEEDS = Integer.getInteger("gridgate.simulation.seeds", 500);
    private static final long FIRST = Long.getLong("gridgate.simulation.first", 1);
    private static final int PURGES = 20;
    private static final int CHANGES = 5;

    @Test
    void noScheduleGivesWhatWasPurgedBeforeItWasAskedFor() {
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            Faults faults = seed % 2 == 0 ? Faults.NONE : new Faults(5, 3);
            CacheSimulation simulation = new CacheSimulation(seed, 3, faults);
            simulation.purge(PURGES);
            assertThat(simulation.wrong()).as("seed %s", seed).isEmpty();
            assertThat(simulation.answered()).as("seed %s", seed).isPositive();
        }
    }

    @Test
    void noScheduleBringsBackWhatAnUnsafeRequestHasMadeInvalid() {
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            Faults faults = seed % 2 == 0 ? Faults.NONE : new Faults(20, 0);
            CacheSimulation simulation = new CacheSimulation(seed, 3, faults);
            simulation.invalidate(CHANGES);
            assertThat(simulation.wrong()).as("seed %s", seed).isEmpty();
            assertThat(simulation.answered()).as("seed %s", seed).isPositive();
        }
    }

    @Test
    void noScheduleFetchesAKeyTwice() {
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            CacheSimulation simulation = new CacheSimulation(seed, 3, Faults.NONE);
            simulation.ask(30, "/a");
            simulation.finish();
            simulation.ask(30, "/a");
            simulation.finish();
            assertThat(simulation.wrong()).as("seed %s", seed).isEmpty();
            assertThat(simulation.answered()).as("seed %s", seed).isEqualTo(60);
            assertThat(simulation.fetches()).as("seed %s", seed).isEqualTo(1);
        }
    }

    @Test
    void whatAnotherNodeFetchedAMomentAgoAndIsStaleIsAskedForWithACondition() {
        for (long seed = FIRST; seed < FIRST + 50; seed++) {
            CacheSimulation simulation = new CacheSimulation(seed, 3, Faults.NONE);
            simulation.control("max-age=1");
            simulation.ask(1, "/a");
            simulation.finish();
            simulation.pass(Duration.ofSeconds(2));
            simulation.ask(10, "/a");
            simulation.finish();
            assertThat(simulation.wrong()).as("seed %s", seed).isEmpty();
            assertThat(simulation.fetches()).as("seed %s", seed).isEqualTo(2);
            assertThat(simulation.conditional()).as("seed %s", seed).isEqualTo(1);
        }
    }
}
