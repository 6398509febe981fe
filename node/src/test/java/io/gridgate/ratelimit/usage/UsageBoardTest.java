package io.gridgate.ratelimit.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.ratelimit.usage.ClusterUsage.Limit;
import io.gridgate.ratelimit.usage.LimitFacts.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of what several nodes know of one key. */
final class UsageBoardTest {

    private static final LimitFacts RATE = new LimitFacts(Kind.RATE, "rate", 100, 100, "fixed_window", "1 hour");
    private static final LimitFacts LOCAL = new LimitFacts(Kind.LOCAL_RATE, "local", 100, 100, "fixed_window", "1 hour");

    private final Map<String, InMemoryUsagePeers> all = InMemoryUsagePeers.nobody();
    private final InMemoryUsagePeers one = new InMemoryUsagePeers("gw-1", all);
    private final InMemoryUsagePeers two = new InMemoryUsagePeers("gw-2", all);
    private List<LimitUsage> atOne = List.of();

    private ClusterUsage read(int keys, LimitUsage... atTwo) {
        two.answerBy(_ -> List.of(atTwo));
        return UsageBoard.of(_ -> atOne, one).read(keys);
    }

    private static LimitUsage usage(LimitFacts facts, KeyUsage... keys) {
        return new LimitUsage(facts, keys.length, List.of(keys));
    }

    @Test
    void whoHeardLastIsRightAndWhatLiesInLeasesIsNotUsed() {
        atOne = List.of(usage(RATE, new KeyUsage("a", 40, 4, 500, 9_000)));

        ClusterUsage usage = read(10, usage(RATE, new KeyUsage("a", 60, 6, 20, 8_000), new KeyUsage("b", 100, 0, 1, 8_000)));

        assertThat(usage).isEqualTo(new ClusterUsage(List.of(new Limit(RATE, 2, List.of(
                new ClusterUsage.Key("b", 100, 0, 1, 8_000, List.of("gw-2")),
                new ClusterUsage.Key("a", 50, 50, 20, 8_000, List.of("gw-1", "gw-2"))))), List.of("gw-1", "gw-2"), List.of()));
    }

    @Test
    void ofWhatNodesCountForThemselvesTheClosestIsShown() {
        atOne = List.of(usage(LOCAL, new KeyUsage("a", 40, 0, 0, 9_000)));

        ClusterUsage usage = read(10, usage(LOCAL, new KeyUsage("a", 70, 0, 0, 8_000)));

        assertThat(usage.limits()).containsExactly(
                new Limit(LOCAL, 1, List.of(new ClusterUsage.Key("a", 70, 30, 0, 8_000, List.of("gw-1", "gw-2")))));
    }

    @Test
    void whatIsUnderWayIsTheSumOfAllNodes() {
        LimitFacts facts = new LimitFacts(Kind.CONCURRENCY, "at-once", 10, 10, "concurrent", "");
        atOne = List.of(usage(facts, new KeyUsage("a", 4, 0, 0, 0)));

        ClusterUsage usage = read(10, usage(facts, new KeyUsage("a", 3, 0, 0, 0)));

        assertThat(usage.limits()).containsExactly(
                new Limit(facts, 1, List.of(new ClusterUsage.Key("a", 7, 3, 0, 0, List.of("gw-1", "gw-2")))));
    }

    @Test
    void onlyLimitsOfTheAskedNodeAreShownAndOnlySoManyKeys() {
        atOne = List.of(usage(LOCAL), usage(RATE, new KeyUsage("a", 1, 0, 0, 1), new KeyUsage("b", 2, 0, 0, 1)));

        ClusterUsage usage = read(2, usage(RATE, new KeyUsage("c", 3, 0, 0, 1)),
                usage(new LimitFacts(Kind.RATE, "older", 1, 1, "fixed_window", "1 hour"), new KeyUsage("a", 1, 0, 0, 1)));

        assertThat(usage.limits().stream().map(limit -> limit.facts().name())).containsExactly("local", "rate");
        assertThat(usage.limits().getLast().top().stream().map(ClusterUsage.Key::key)).containsExactly("c", "b");
    }

    @Test
    void nodesThatDoNotAnswerAreNamed() {
        two.fallSilent();

        ClusterUsage usage = read(1);

        assertThat(usage.silent()).containsExactly("gw-2");
        assertThat(usage.nodes()).containsExactly("gw-1");
    }

    @Test
    void theTopOfManyKeysIsFoundInSmallRoom() {
        List<KeyUsage> keys = new ArrayList<>();
        TopKeys top = new TopKeys(3);
        for (int i = 0; i < 1_000; i++) {
            keys.add(new KeyUsage("k" + i, (i * 7_919) % 1_000, 0, 0, 1));
            top.add(keys.getLast());
        }
        top.add(null);
        top.add(new KeyUsage("idle", 5, 5, 0, 1));

        assertThat(top.list().stream().map(KeyUsage::used)).containsExactly(999L, 998L, 997L);
    }
}
