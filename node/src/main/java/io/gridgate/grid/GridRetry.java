package io.gridgate.grid;

import com.hazelcast.core.HazelcastInstanceNotActiveException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls to the grid that are made again when they fail, with longer and longer pauses, since others depend on what they do: as long as that is of use, and
 * a bounded number of them.
 *
 * <p>Thread-safety: thread-safe.
 */
final class GridRetry {

    /** Has something run later. */
    interface Later {
        void run(Runnable task, long delayNanos);
    }

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long PAUSE_NANOS_MAX = TimeUnit.SECONDS.toNanos(4);
    private static final int DOUBLINGS_MAX = 4;
    /** What fails while so many others wait for their next attempt has failed. */
    private static final int WAITING_MAX = 10_000;

    private final LongSupplier nanos;
    private final Later later;
    private final AtomicInteger waiting = new AtomicInteger();

    GridRetry() {
        this(System::nanoTime, (task, delay) -> CompletableFuture.delayedExecutor(delay, TimeUnit.NANOSECONDS).execute(task));
    }

    GridRetry(LongSupplier nanos, Later later) {
        this.nanos = nanos;
        this.later = later;
    }

    /**
     * Returns what the first attempt that does not fail answers, or how the last one failed.
     *
     * @param call makes the attempt of that number, from 0
     * @param most no attempt begins later
     */
    <T extends @Nullable Object> CompletionStage<T> insist(IntFunction<CompletionStage<T>> call, Duration most) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        attempt(call, 0, nanos.getAsLong() + most.toNanos(), answer);
        return answer;
    }

    private <T extends @Nullable Object> void attempt(IntFunction<CompletionStage<T>> call, int number, long untilNanos,
            CompletableFuture<T> answer) {
        var _ = call.apply(number).whenComplete((value, failure) -> {
            if (failure == null) {
                answer.complete(value);
                return;
            }
            long pause = Math.min(PAUSE_NANOS_MAX, FIRST_PAUSE_NANOS << Math.min(number, DOUBLINGS_MAX));
            if (isFinal(failure) || nanos.getAsLong() + pause - untilNanos > 0 || !mayWait()) {
                answer.completeExceptionally(failure);
                return;
            }
            later.run(() -> {
                waiting.decrementAndGet();
                attempt(call, number + 1, untilNanos, answer);
            }, pause);
        });
    }

    /** A member that has left never answers. */
    private static boolean isFinal(Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof HazelcastInstanceNotActiveException;
    }

    private boolean mayWait() {
        if (waiting.incrementAndGet() <= WAITING_MAX) {
            return true;
        }
        waiting.decrementAndGet();
        return false;
    }
}
