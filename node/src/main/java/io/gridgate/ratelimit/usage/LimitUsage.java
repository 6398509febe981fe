package io.gridgate.ratelimit.usage;

import java.util.List;

/**
 * The keys of one limit that have used most of it, as one node knows.
 *
 * <p>Thread-safety: immutable.
 *
 * @param keys how many the node knows at all
 * @param top those that have used most, the first most of all
 */
public record LimitUsage(LimitFacts limit, long keys, List<KeyUsage> top) {

    public LimitUsage {
        top = List.copyOf(top);
    }
}
