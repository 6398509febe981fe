package io.gridgate.ratelimit.usage;

import io.gridgate.ratelimit.usage.ClusterUsage.Limit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Asks all nodes how their limits are used, and puts together what they say.
 *
 * <p>A key is found if it is among the first of any node, so that a key which many nodes know a little of may be missed; it is then far from its limit
 * on each of them.
 *
 * <p>Thread-safety: thread-safe, as its ports are.
 */
public final class UsageBoard {

    /** What is asked of each node for one key that is shown. */
    private static final int ASKED_FOR_ONE = 4;

    private final UsageSource own;
    private final UsagePeers peers;

    private UsageBoard(UsageSource own, UsagePeers peers) {
        this.own = own;
        this.peers = peers;
    }

    /** Returns the board of a node, which answers the others from now on. */
    public static UsageBoard of(UsageSource own, UsagePeers peers) {
        peers.answerBy(own);
        return new UsageBoard(own, peers);
    }

    /** Returns the use of the limits with at most that many keys (>= 1) of each. Blocks, two seconds at most. */
    public ClusterUsage read(int keys) {
        int asked = keys * ASKED_FOR_ONE;
        Map<String, List<LimitUsage>> answers = new TreeMap<>();
        List<String> silent = new ArrayList<>();
        for (Map.Entry<String, Optional<List<LimitUsage>>> peer : peers.ask(asked).entrySet()) {
            peer.getValue().ifPresentOrElse(usage -> answers.put(peer.getKey(), usage), () -> silent.add(peer.getKey()));
        }
        List<LimitUsage> mine = own.top(asked);
        answers.put(peers.self(), mine);
        return new ClusterUsage(mine.stream().map(usage -> limit(usage.limit(), answers, keys)).toList(), List.copyOf(answers.keySet()),
                silent.stream().sorted().toList());
    }

    private static Limit limit(LimitFacts facts, Map<String, List<LimitUsage>> answers, int keys) {
        Map<String, Sum> sums = new LinkedHashMap<>();
        long known = 0;
        for (Map.Entry<String, List<LimitUsage>> node : answers.entrySet()) {
            for (LimitUsage usage : node.getValue()) {
                if (facts.isSame(usage.limit())) {
                    known = Math.max(known, usage.keys());
                    usage.top().forEach(key -> sums.computeIfAbsent(key.key(), _ -> new Sum(key)).add(node.getKey(), key, facts.kind()));
                }
            }
        }
        List<ClusterUsage.Key> top = sums.values().stream().map(sum -> sum.key(facts))
                .sorted(Comparator.comparingLong(ClusterUsage.Key::used).reversed().thenComparing(ClusterUsage.Key::key)).limit(keys)
                .toList();
        return new Limit(facts, known, top);
    }

    /**
     * What the nodes say of one key.
     *
     * <p>Thread-safety: confined to one reading.
     */
    private static final class Sum {

        private final List<String> nodes = new ArrayList<>(3);
        private KeyUsage decisive;
        private long held;
        private long taken;

        private Sum(KeyUsage first) {
            decisive = first;
        }

        private void add(String node, KeyUsage key, LimitFacts.Kind kind) {
            nodes.add(node);
            held += key.held();
            taken += key.taken();
            boolean decides = switch (kind) {
                case RATE -> key.ageMillis() < decisive.ageMillis();
                case LOCAL_RATE, CONCURRENCY -> key.taken() > decisive.taken();
            };
            decisive = decides ? key : decisive;
        }

        private ClusterUsage.Key key(LimitFacts facts) {
            long used = facts.kind() == LimitFacts.Kind.CONCURRENCY ? taken : Math.max(0, decisive.taken() - held);
            return new ClusterUsage.Key(decisive.key(), used, Math.max(0, facts.capacity() - used), decisive.ageMillis(),
                    decisive.resetMillis(),
                    nodes);
        }
    }
}
