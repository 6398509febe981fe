package io.gridgate.ratelimit.usage;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The port to what the other nodes know of the use of limits.
 *
 * <p>Thread-safety: thread-safe.
 */
public interface UsagePeers {

    /** Returns the name of this node. */
    String self();

    /**
     * Returns what every other member answers, as of now; key: its name → value: its limits, empty if it does not answer in time or in words that
     * this node understands. Blocks, two seconds at most; without the grid there are no others.
     */
    Map<String, Optional<List<LimitUsage>>> ask(int keys);

    /** Answers the other members by that source from now on. */
    void answerBy(UsageSource source);
}
