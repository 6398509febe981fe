package io.gridgate.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.base.Event;
import io.gridgate.config.source.Mark;
import io.gridgate.config.source.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What operators are told of changes of the document. */
final class ChangeNewsTest {

    private static final ApplyResult.Applied APPLIED = new ApplyResult.Applied(
            new Revision(7, "aa", "", Instant.EPOCH, "ada", "more users", 1), new TreeMap<>(Map.of("gw-1", 7L, "gw-2", 7L)));

    private final List<Event> told = new ArrayList<>();

    private String told(long rollbackTo, ApplyResult result) {
        told.clear();
        new ChangeNews(told::add, "ada", rollbackTo).tell(result);
        return told.isEmpty() ? "" : told.getFirst().type().text() + told.getFirst().fields();
    }

    @Test
    void whatBecameOfAChangeIsToldWithItsAuthor() {
        assertThat(told(0, APPLIED)).isEqualTo("revision_served{revision=7, nodes=2, author=ada, message=more users}");
        assertThat(told(3, APPLIED)).isEqualTo("revision_rolled_back{revision=7, to=3, nodes=2, author=ada, message=more users}");
        Problem problem = Problem.error(new Mark("gateway.yaml", 3, 5), "routes[0]", "no service");
        assertThat(told(0, new ApplyResult.Refused("gw-2", List.of(problem, problem)))).isEqualTo(
                "revision_refused{by=gw-2, problems=2, first=gateway.yaml:3:5: routes[0]: no service, author=ada}");
        assertThat(told(0, new ApplyResult.Pending(7, true, List.of("gw-2", "gw-3")))).isEqualTo(
                "revision_pending{revision=7, committed=true, silent=gw-2, gw-3}");
    }

    @Test
    void whatWasNotTriedIsNotTold() {
        assertThat(told(0, new ApplyResult.Stale(1, 2))).isEmpty();
        assertThat(told(0, new ApplyResult.GridSilent("why"))).isEmpty();
    }
}
