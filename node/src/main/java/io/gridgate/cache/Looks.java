package io.gridgate.cache;

import io.gridgate.cache.shared.CacheStore;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Looks for stored answers in the grid, a few at once, so that what comes has a bound however many ask; the others wait their turn, no longer than whoever
 * asked for them.
 *
 * <p>Thread-safety: thread-safe; one thread at a time makes the calls.
 */
final class Looks {

    private static final int AT_ONCE = 32;

    private record Look(String key, Runnable onCalled, CompletableFuture<byte[]> answer) {}

    private final CacheStore store;
    private final Semaphore free = new Semaphore(AT_ONCE);
    private final Queue<Look> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger turns = new AtomicInteger();

    Looks(CacheStore store) {
        this.store = store;
    }

    /**
     * Returns what {@link CacheStore#look} does, in its turn. Who completes it before that makes the call needless.
     *
     * @param onCalled is told when its turn has come
     */
    CompletableFuture<byte[]> look(String key, Runnable onCalled) {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        waiting.add(new Look(key, onCalled, answer));
        proceed();
        return answer;
    }

    /** Has all fail that wait for their turn. */
    void giveUp() {
        for (Look look = waiting.poll(); look != null; look = waiting.poll()) {
            look.answer.completeExceptionally(new RejectedExecutionException("the grid does not answer"));
        }
    }

    /** Makes the calls whose turn has come. An answer that comes at once is one turn more, not a call within the call. */
    private void proceed() {
        if (turns.getAndIncrement() != 0) {
            return;
        }
        int done = 1;
        do {
            while (!waiting.isEmpty() && free.tryAcquire()) {
                call();
            }
            done = turns.addAndGet(-done);
        } while (done != 0);
    }

    private void call() {
        Look look = waiting.poll();
        if (look == null || look.answer.isDone()) {
            free.release();
            return;
        }
        look.onCalled.run();
        var _ = store.look(look.key).whenComplete((octets, failure) -> end(look, octets, failure));
    }

    private void end(Look look, byte[] octets, @Nullable Throwable failure) {
        free.release();
        if (failure == null) {
            look.answer.complete(octets);
        } else {
            look.answer.completeExceptionally(failure);
        }
        proceed();
    }
}
