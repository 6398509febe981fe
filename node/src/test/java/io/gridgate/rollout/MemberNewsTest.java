package io.gridgate.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.base.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the members tell of one another; of nodes called by the first letter of their ids. */
final class MemberNewsTest {

    private final List<Event> told = new ArrayList<>();
    private final MemberNews news = new MemberNews(told::add);

    private static NodeIdentity node(String id) {
        return new NodeIdentity(id.substring(0, 1), id, "zone", "10.0.0.1:5701", "1", Instant.EPOCH);
    }

    private void see(String self, String... members) {
        news.observe(node(self), Stream.of(members).map(MemberNewsTest::node).toList());
    }

    private List<String> told() {
        return told.stream().map(event -> event.type().text() + " " + event.fields().get("member") + " of " + event.fields().get("members"))
                .toList();
    }

    @Test
    void theLongestMemberTellsWhoComesAndGoes() {
        see("a1", "a1");
        see("a1", "a1", "b1", "c1");
        see("a1", "a1", "c1", "b2");

        assertThat(told()).containsExactly("node_joined b of 3", "node_joined c of 3", "node_left b of 3", "node_joined b of 3");
        assertThat(told.get(0).once()).isNotEqualTo(told.get(3).once());
    }

    @Test
    void theNextOneTellsThatTheLongestIsGone() {
        see("b1", "a1", "b1", "c1");
        see("b1", "a1", "b1");
        assertThat(told).isEmpty();

        see("b1", "b1");

        assertThat(told()).containsExactly("node_left a of 1");
    }

    @Test
    void aNodeThatMovedOverAfterASplitTellsThatAlone() {
        see("a1", "a1", "b1", "c1");
        see("a1", "a1");
        told.clear();

        see("a2", "b1", "c1", "a2");

        assertThat(told()).containsExactly("grid_rejoined null of 3");
    }

    @Test
    void whoWasThereFirstIsNoNews() {
        see("c1", "a1", "b1", "c1");

        assertThat(told).isEmpty();
    }
}
