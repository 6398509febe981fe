package io.gridgate.ratelimit.usage;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a node knows of the use of its limits.
 *
 * <p>Thread-safety: thread-safe; takes milliseconds where there are hundreds of thousands of keys, so it is asked by no loop.
 */
@FunctionalInterface
public interface UsageSource {

    /** Returns the limits that are served, in the order of the document, each with at most that many keys (>= 1). */
    List<LimitUsage> top(int keys);

    /** Returns the source of what two sources know, the first one's limits first. */
    static UsageSource of(UsageSource first, UsageSource second) {
        return keys -> Stream.concat(first.top(keys).stream(), second.top(keys).stream()).toList();
    }
}
