package io.gridgate.ratelimit.concurrency;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The asks that are under way, at most {@value #EACH_MAX} at each owner, so that a member that is silent is in the way of nobody but those who ask it.
 *
 * <p>An ask counts from its first call until it is over, once, however often it is sent and whatever becomes of its calls.
 *
 * <p>Thread-safety: thread-safe; {@link #begin} by the desk's thread alone.
 */
final class OwnerCalls {

    static final int EACH_MAX = 512;

    /** key: id of an ask → value: whom it asks. */
    private final Map<Long, String> owners = new ConcurrentHashMap<>();
    /** key: owner → value: asks under way there, >= 1. */
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    /** Returns whether the ask may be sent now. */
    boolean begin(long id, String owner) {
        if (owners.containsKey(id)) {
            return true;
        }
        if (counts.getOrDefault(owner, 0) >= EACH_MAX) {
            return false;
        }
        counts.merge(owner, 1, Integer::sum);
        owners.put(id, owner);
        return true;
    }

    /** The ask is answered or given up. Does nothing if it was never sent. */
    void end(long id) {
        String owner = owners.remove(id);
        if (owner != null) {
            counts.computeIfPresent(owner, (_, count) -> count == 1 ? null : count - 1);
        }
    }
}
