package io.gridgate.admin;

import io.gridgate.base.EventLoop;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.GatewayException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;

/**
 * A bounded number of virtual threads for work that blocks; results come back to the exchange's loop.
 *
 * <p>Thread-safety: thread-safe; the semaphore is the only state.
 */
final class Workers {

    private final String name;
    private final Semaphore free;
    private final Duration timeout;

    /** Creates workers of which {@code max} (> 0) are busy at once; a result later than {@code timeout} is not waited for. */
    Workers(String name, int max, Duration timeout) {
        this.name = name;
        this.free = new Semaphore(max);
        this.timeout = timeout;
    }

    /**
     * Returns the result, completed on the loop; called on the loop. Fails with {@code OVERLOADED} when every worker is busy, and with
     * a time-out when the work takes too long; a worker stays busy until its work is over.
     */
    <T> CompletionStage<T> run(EventLoop loop, Callable<T> work) {
        if (!free.tryAcquire()) {
            return CompletableFuture.failedFuture(
                    GatewayException.of(ErrorCode.OVERLOADED, "too many calls of the admin API at once"));
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        EventLoop.Timer timer = loop.schedule(() -> result.completeExceptionally(
                new AdminRefusal(AdminRefusal.Code.TIMEOUT, "no result after " + timeout.toSeconds() + " s")), timeout.toNanos());
        Thread.ofVirtual().name(name).start(() -> work(loop, work, timer, result));
        return result;
    }

    private <T> void work(EventLoop loop, Callable<T> work, EventLoop.Timer timer, CompletableFuture<T> result) {
        Runnable end;
        try {
            T value = work.call();
            end = () -> result.complete(value);
        } catch (Throwable failure) { // whatever it is, the exchange must end
            end = () -> result.completeExceptionally(failure);
        } finally {
            free.release();
        }
        Runnable ending = end;
        loop.execute(() -> {
            timer.cancel();
            ending.run();
        });
    }
}
