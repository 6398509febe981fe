package io.gridgate.cache;

import io.gridgate.cache.shared.CacheStore;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Looks for stored answers in the grid, a few at once, so that what comes has a bound however many ask; the others wait their turn, no longer than whoever
 * asked for them.
 *
 * <p>Thread-safety: thread-safe.
 */
final class Looks {

    private static final int AT_ONCE = 32;

    private record Look(String key, CompletableFuture<byte[]> answer) {}

    private final CacheStore store;
    private final Semaphore free = new Semaphore(AT_ONCE);
    private final Queue<Look> waiting = new ConcurrentLinkedQueue<>();

    Looks(CacheStore store) {
        this.store = store;
    }

    /** Returns what {@link CacheStore#look} does, in its turn. */
    CompletionStage<byte[]> look(String key) {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        waiting.add(new Look(key, answer));
        begin();
        return answer;
    }

    private void begin() {
        while (!waiting.isEmpty() && free.tryAcquire()) {
            Look look = waiting.poll();
            if (look == null) {
                free.release();
            } else {
                var _ = store.look(look.key).whenComplete((octets, failure) -> end(look, octets, failure));
            }
        }
    }

    private void end(Look look, byte[] octets, @Nullable Throwable failure) {
        free.release();
        if (failure == null) {
            look.answer.complete(octets);
        } else {
            look.answer.completeExceptionally(failure);
        }
        begin();
    }
}
