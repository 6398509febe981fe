package io.gridgate.ratelimit.usage;

import java.util.List;

/**
 * How close the keys of limits are to them, over all nodes.
 *
 * <p>Thread-safety: immutable.
 *
 * @param limits of the revision that the asked node serves, in the order of the document
 * @param nodes whose knowledge is in it, by name
 * @param silent nodes that did not answer
 */
public record ClusterUsage(List<Limit> limits, List<String> nodes, List<String> silent) {

    public ClusterUsage {
        limits = List.copyOf(limits);
        nodes = List.copyOf(nodes);
        silent = List.copyOf(silent);
    }

    /**
     * A limit with the keys that have used most of it.
     *
     * @param keys the most that any node knows
     * @param top the key that has used most first
     */
    public record Limit(LimitFacts facts, long keys, List<Key> top) {

        public Limit {
            top = List.copyOf(top);
        }
    }

    /**
     * A key of a limit.
     *
     * @param left of the capacity, >= 0
     * @param ageMillis how old the knowledge is
     * @param resetMillis until the limit is wholly free if nobody asks
     * @param nodes that know the key
     */
    public record Key(String key, long used, long left, long ageMillis, long resetMillis, List<String> nodes) {

        public Key {
            nodes = List.copyOf(nodes);
        }
    }
}
