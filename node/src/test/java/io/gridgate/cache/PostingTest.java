package io.gridgate.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.cache.CacheSimulation.Faults;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PostingTest {

    private final CacheSimulation simulation = new CacheSimulation(1, 3, Faults.NONE);

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"POST|max-age=60|/a|1", "POST|max-age=60|http://localhost:8080/a|1", "POST|max-age=60|''|1",
            "POST|max-age=60|/b|2", "POST|max-age=60|http://localhost/a|2", "POST|max-age=60|http://:x|2", "POST|max-age=0|/a|4",
            "POST|no-store, max-age=60|/a|4", "POST|public|/a|4", "PUT|max-age=60|/a|2"})
    void whatShowsItsTargetAnswersThoseWhoGetIt(String method, String control, String location, int fetches) {
        simulation.control(control);
        simulation.locate(location);
        simulation.ask(0, method, "/a");
        simulation.ask(0, "GET", "/a");
        simulation.ask(0, "GET", "/a");
        simulation.ask(0, "HEAD", "/a");
        assertThat(simulation.fetches()).isEqualTo(fetches);
        assertThat(simulation.wrong()).isEmpty();
    }

    @Test
    void whatCameAfterItIsNotGoneBackBehind() {
        simulation.locate("/a");
        simulation.ask(0, "GET", "/a");
        simulation.change();
        simulation.ask(1, "POST", "/a");
        simulation.change();
        simulation.purgeAll(false);
        simulation.ask(0, "GET", "/a", "Cache-Control", "max-stale");
        assertThat(simulation.fetches()).isEqualTo(3);
        simulation.ask(2, "POST", "/a");
        simulation.pass(Duration.ofHours(2));
        simulation.ask(2, "GET", "/a");
        assertThat(simulation.fetches()).isEqualTo(5);
        assertThat(simulation.wrong()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void whatAnotherRequestHasChangedMeanwhileIsNotKept(int node) {
        simulation.locate("/a");
        simulation.hold();
        simulation.ask(0, "POST", "/a");
        simulation.ask(node, "PUT", "/a");
        assertThat(simulation.held()).isEqualTo(2);
        simulation.releaseLast();
        simulation.settle();
        simulation.release();
        simulation.settle();
        simulation.ask(0, "GET", "/a");
        assertThat(simulation.fetches()).isEqualTo(3);
    }

    @Test
    void anAnswerThatTookLongIsNotKept() {
        simulation.locate("/a");
        simulation.hold();
        simulation.ask(0, "POST", "/a");
        simulation.pass(Duration.ofSeconds(11));
        simulation.release();
        simulation.settle();
        simulation.ask(0, "GET", "/a");
        assertThat(simulation.fetches()).isEqualTo(2);
    }

    @Test
    void whatIsToBeValidatedIsGivenToNobodyWhoWaitedForIt() {
        simulation.control("no-cache, max-age=60");
        simulation.locate("/a");
        simulation.holdBodies();
        simulation.ask(0, "POST", "/a");
        simulation.releaseLast();
        simulation.settle();
        simulation.ask(0, "GET", "/a");
        assertThat(simulation.held()).as("it waits for the body").isEqualTo(1);
        simulation.release();
        simulation.settle();
        assertThat(simulation.answered()).isEqualTo(2);
        assertThat(simulation.fetches()).isEqualTo(2);
    }

    @Test
    void aHerdBehindItIsAnswered() {
        for (int seed = 1; seed <= 50; seed++) {
            CacheSimulation herd = new CacheSimulation(seed, 3, new Faults(20, 0));
            herd.locate("/a");
            herd.ask(30, "/a");
            herd.begin(seed % 3, "POST", "/a");
            herd.ask(30, "/a");
            herd.finish();
            assertThat(herd.wrong()).as("seed %s", seed).isEmpty();
            assertThat(herd.answered()).as("seed %s", seed).isEqualTo(61);
        }
    }
}
