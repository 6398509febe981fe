package io.gridgate.ratelimit.usage;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Nodes in one process that ask one another how their limits are used.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class InMemoryUsagePeers implements UsagePeers {

    private final String self;
    private final Map<String, InMemoryUsagePeers> all;
    private volatile @Nullable UsageSource source;
    private volatile boolean silent;

    /** Creates a node of that name, one of all. */
    public InMemoryUsagePeers(String self, Map<String, InMemoryUsagePeers> all) {
        this.self = self;
        this.all = all;
        all.put(self, this);
    }

    /** Returns nodes that nobody has joined yet. */
    public static Map<String, InMemoryUsagePeers> nobody() {
        return new ConcurrentHashMap<>();
    }

    /** Answers nobody any more. */
    public void fallSilent() {
        silent = true;
    }

    @Override
    public String self() {
        return self;
    }

    @Override
    public Map<String, Optional<List<LimitUsage>>> ask(int keys) {
        Map<String, Optional<List<LimitUsage>>> answers = new TreeMap<>();
        all.forEach((name, node) -> {
            if (node != this) {
                answers.put(name, node.answer(keys));
            }
        });
        return answers;
    }

    private Optional<List<LimitUsage>> answer(int keys) {
        UsageSource own = source;
        return silent ? Optional.empty() : Optional.of(own == null ? List.of() : own.top(keys));
    }

    @Override
    public void answerBy(UsageSource own) {
        source = own;
    }
}
