package io.gridgate.discovery;

import io.gridgate.service.instance.InstanceSource;
import io.gridgate.service.instance.KnownInstance;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A listener that keeps what it heard.
 *
 * <p>Thread-safety: thread-safe.
 */
final class Heard implements InstanceSource.Listener {

    private final List<List<String>> sets = new CopyOnWriteArrayList<>();
    private volatile @Nullable List<KnownInstance> last;
    private volatile @Nullable Instant knownAt;
    private volatile @Nullable String trouble;

    @Override
    public void onInstances(List<KnownInstance> instances, Instant at) {
        List<String> addresses = instances.stream().map(one -> one.address().toString()).toList();
        if (sets.isEmpty() || !sets.getLast().equals(addresses)) {
            sets.add(addresses);
        }
        last = instances;
        knownAt = at;
        trouble = null;
    }

    @Override
    public void onTrouble(String problem) {
        trouble = problem;
    }

    /** Returns the addresses of each different set, in order. */
    List<List<String>> sets() {
        return sets;
    }

    /** Returns the addresses of the last set; null before the first. */
    @Nullable
    List<String> addresses() {
        return sets.isEmpty() ? null : sets.getLast();
    }

    @Nullable
    List<KnownInstance> last() {
        return last;
    }

    @Nullable
    Instant knownAt() {
        return knownAt;
    }

    @Nullable
    String trouble() {
        return trouble;
    }
}
