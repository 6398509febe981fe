package io.gridgate.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.cache.CacheSimulation.Faults;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one client wishes, and what one node lacks, is nothing to the others. */
final class CacheRunTest {

    private static final String[] RELOAD = {"Cache-Control", "no-cache"};
    private static final String[] CREDENTIALS = {"Authorization", "Basic eDp5"};
    private static final int CLIENTS = 20;

    @Test
    void whoReloadsWhileAnotherNodeFetchesTakesNobodyToTheOriginWithIt() {
        run(simulation -> {
            simulation.hold();
            simulation.ask(0, "GET", "/a");
            simulation.ask(1, "GET", "/a", RELOAD);
            askOften(simulation, 1);
            assertThat(simulation.held()).isEqualTo(1);
            simulation.release();
            simulation.finish();
            assertThat(simulation.fetches()).isEqualTo(2);
        });
    }

    @Test
    void whatWasPurgedSoftlyWhileAnotherNodeFetchedItIsFetchedOnceMore() {
        run(simulation -> {
            simulation.hold();
            simulation.ask(0, "GET", "/a");
            askOften(simulation, 1);
            simulation.purgeAll(true);
            simulation.release();
            simulation.finish();
            assertThat(simulation.fetches()).isEqualTo(2);
        });
    }

    @Test
    void whoWaitsForALookIsNotGivenWhatIsTooOldForIt() {
        run(simulation -> {
            simulation.ask(0, "GET", "/a");
            simulation.pass(Duration.ofSeconds(200));
            simulation.change();
            simulation.begin(1, "GET", "/a");
            simulation.begin(1, "GET", "/a", RELOAD);
            simulation.finish();
            assertThat(simulation.answered()).isEqualTo(3);
            assertThat(simulation.fetches()).isEqualTo(2);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void whatANodeFindsToBeOutOfDateDoesNotComeBackFromTheGrid(String method) {
        run(simulation -> {
            simulation.ask(0, "GET", "/a");
            simulation.ask(2, "GET", "/a");
            assertThat(simulation.fetches()).isEqualTo(1);
            simulation.change();
            simulation.control("private");
            simulation.ask(0, method, "/a", RELOAD);
            assertThat(simulation.fetches()).isEqualTo(2);
            simulation.pass(Duration.ofSeconds(20));
            for (int node = 0; node < 3; node++) {
                simulation.ask(node, "GET", "/a");
                assertThat(simulation.fetches()).as("asked node %s", node).isEqualTo(3 + node);
            }
        });
    }

    @Test
    void whatIsOfOneClientForItsCredentialsIsFetchedOnceForTheOthers() {
        run(simulation -> {
            simulation.hold();
            simulation.ask(0, "GET", "/a", CREDENTIALS);
            askOften(simulation, 0);
            askOften(simulation, 1);
            assertThat(simulation.held()).isEqualTo(1);
            simulation.release();
            simulation.finish();
            assertThat(simulation.fetches()).isEqualTo(2);
        });
    }

    @Test
    void whoHasCredentialsWaitsForNobodyOnceAnAnswerWasOfOneClient() {
        run(simulation -> {
            simulation.ask(0, "GET", "/a", CREDENTIALS);
            simulation.hold();
            simulation.ask(0, "GET", "/a", CREDENTIALS);
            simulation.ask(0, "GET", "/a", CREDENTIALS);
            askOften(simulation, 0);
            assertThat(simulation.held()).isEqualTo(3);
            simulation.release();
            simulation.finish();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"Cache-Control: no-store", "Authorization: Basic eDp5"})
    void whatIsStaleStaysForTheOthersWhenAClientWantsItsOwn(String field) {
        run(simulation -> {
            simulation.control("max-age=1");
            simulation.ask(0, "GET", "/a");
            simulation.pass(Duration.ofSeconds(2));
            simulation.change();
            simulation.ask(0, "GET", "/a", field.split(": ", -1));
            simulation.hold();
            askOften(simulation, 0);
            assertThat(simulation.held()).isEqualTo(1);
            simulation.release();
            simulation.finish();
            assertThat(simulation.fetches()).isEqualTo(3);
        });
    }

    @Test
    void whatIsStaleInTheGridIsGivenWhileItIsAskedForAgain() {
        run(simulation -> {
            simulation.control("max-age=1, stale-while-revalidate=60");
            simulation.ask(0, "GET", "/a");
            simulation.pass(Duration.ofSeconds(2));
            simulation.change();
            simulation.hold();
            simulation.ask(1, "GET", "/a");
            assertThat(simulation.answered()).isEqualTo(2);
            assertThat(simulation.held()).isEqualTo(1);
            simulation.release();
            simulation.finish();
            assertThat(simulation.fetches()).isEqualTo(2);
        });
    }

    @Test
    void aNodeWithoutRoomKeepsNobodyFromFetchingForAll() {
        run(simulation -> {
            simulation.room(0, false);
            simulation.ask(0, "GET", "/a");
            simulation.room(0, true);
            simulation.hold();
            askOften(simulation, 0);
            askOften(simulation, 1);
            assertThat(simulation.held()).isEqualTo(1);
            simulation.release();
            simulation.finish();
            assertThat(simulation.fetches()).isEqualTo(2);
        });
    }

    private static void askOften(CacheSimulation simulation, int node) {
        for (int i = 0; i < CLIENTS; i++) {
            simulation.ask(node, "GET", "/a");
        }
    }

    private static void run(Consumer<CacheSimulation> scenario) {
        for (long seed = 1; seed <= 20; seed++) {
            CacheSimulation simulation = new CacheSimulation(seed, 3, Faults.NONE);
            scenario.accept(simulation);
            assertThat(simulation.wrong()).as("seed %s", seed).isEmpty();
        }
    }
}
