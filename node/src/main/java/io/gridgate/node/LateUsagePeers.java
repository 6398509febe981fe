package io.gridgate.node;

import io.gridgate.ratelimit.usage.LimitUsage;
import io.gridgate.ratelimit.usage.UsagePeers;
import io.gridgate.ratelimit.usage.UsageSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The other nodes, asked for the use of limits, for parts that are built before this node has joined them: until then there are none.
 *
 * <p>Thread-safety: thread-safe; what was joined is volatile, and it and the source are set under the monitor.
 */
final class LateUsagePeers implements UsagePeers {

    private final String self;
    private volatile @Nullable UsagePeers joined;
    private @Nullable UsageSource source;

    LateUsagePeers(String self) {
        this.self = self;
    }

    /** The node is in the grid. */
    synchronized void joined(UsagePeers peers) {
        joined = peers;
        if (source != null) {
            peers.answerBy(source);
        }
    }

    @Override
    public String self() {
        return self;
    }

    @Override
    public Map<String, Optional<List<LimitUsage>>> ask(int keys) {
        UsagePeers peers = joined;
        return peers == null ? Map.of() : peers.ask(keys);
    }

    @Override
    public synchronized void answerBy(UsageSource own) {
        source = own;
        UsagePeers peers = joined;
        if (peers != null) {
            peers.answerBy(own);
        }
    }
}
