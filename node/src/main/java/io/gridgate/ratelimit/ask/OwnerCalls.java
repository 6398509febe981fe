package io.gridgate.ratelimit.ask;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The asks that are under way, at most {@value #EACH_MAX} at each owner, so that a member that is silent is in the way of nobody but those who ask it.
 *
 * <p>An ask counts from its first call until it is over, once, however often it is sent and whatever becomes of its calls.
 *
 * <p>Thread-safety: thread-safe; {@link #send} by the desk's thread alone.
 */
public final class OwnerCalls {

    /** Asks that may be under way at one owner. */
    public static final int EACH_MAX = 512;

    /** key: id of an ask → value: whom it asks. */
    private final Map<Long, String> owners = new ConcurrentHashMap<>();
    /** key: owner → value: asks under way there, >= 1. */
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    /**
     * Sends an ask, again if it was sent before, unless there are too many; returns whether it was sent.
     *
     * @param id of the ask
     * @param call sends it
     * @param onAnswer hears of its answer or failure, on any thread
     */
    public <T> boolean send(long id, String owner, Supplier<CompletionStage<T>> call,
            BiConsumer<@Nullable T, @Nullable Throwable> onAnswer) {
        if (!begin(id, owner)) {
            return false;
        }
        try {
            var _ = call.get().whenComplete(onAnswer);
        } catch (RuntimeException e) {
            onAnswer.accept(null, e);
        }
        return true;
    }

    private boolean begin(long id, String owner) {
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

    /** The ask is answered or given up. Does nothing if it was never sent, or is over. */
    public void end(long id) {
        String owner = owners.remove(id);
        if (owner != null) {
            counts.computeIfPresent(owner, (_, count) -> count == 1 ? null : count - 1);
        }
    }
}
