package io.gridgate.service.breaker;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What operators want of a breaker, until the grid has taken it.
 *
 * <p>Thread-safety: {@link #give} is thread-safe, and so are its orders; the rest is confined to the turns of {@link BreakerSync}. The admin
 * calls at once bound the queue.
 */
final class OrderDesk {

    private static final long WAIT_SECONDS = 10;

    private final Queue<Order> orders = new ConcurrentLinkedQueue<>();

    /** Returns a new order, which a turn is to be asked for. */
    Order give(BreakerChange.Operator to) {
        Order order = new Order(to, new CompletableFuture<>());
        orders.add(order);
        return order;
    }

    /** Passes each order on. */
    void obey(Executor executor) {
        for (Order order = orders.poll(); order != null; order = orders.poll()) {
            try {
                executor.execute(order.to());
                order.done().complete(null);
            } catch (BreakerStoreException e) {
                order.done().completeExceptionally(e);
            }
        }
    }

    /** Fails who still waits. */
    void close() {
        for (Order order = orders.poll(); order != null; order = orders.poll()) {
            order.done().completeExceptionally(new BreakerStoreException("the service has no breaker any more", null));
        }
    }

    /** Who has an order carried out in the grid. */
    interface Executor {

        void execute(BreakerChange.Operator to) throws BreakerStoreException;
    }

    /**
     * An operator's word, and when it was taken.
     *
     * <p>Thread-safety: thread-safe.
     */
    record Order(BreakerChange.Operator to, CompletableFuture<Void> done) {

        /** Returns once the grid has taken it; blocks, ten seconds at most. */
        void await() throws BreakerStoreException {
            try {
                done.get(WAIT_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof BreakerStoreException silent ? silent : new BreakerStoreException("breaker not turned", e);
            } catch (TimeoutException e) {
                throw new BreakerStoreException("breaker not turned in " + WAIT_SECONDS + " s", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BreakerStoreException("interrupted", e);
            }
        }
    }
}
