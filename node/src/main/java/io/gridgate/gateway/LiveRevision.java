package io.gridgate.gateway;

import io.gridgate.base.EventLoop;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Response;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;

/**
 * A revision that exchanges may be using, and how many of them on each loop.
 *
 * <p>Each loop counts in a cell of its own, so an exchange shares no counter. Once another revision is current, each loop is told
 * so by a task; from that task on no exchange of that loop can begin here, and when its count is 0 the loop is done. When all
 * loops are, the revision is closed.
 *
 * <p>Thread-safety: a cell and its flag are written by their loop only; counts may be read by any thread.
 */
final class LiveRevision {

    /** Cells this far apart lie in different cache lines. */
    private static final int STRIDE = 16;

    private final long revision;
    private final CompiledGateway gateway;
    private final AtomicLongArray counts;
    private final boolean[] retiring;
    private final AtomicInteger loopsLeft;
    private final Consumer<Exchange> onEnded = this::leave;
    private final Consumer<Exchange> keeper = this::enter;
    private final Consumer<LiveRevision> onUnused;

    LiveRevision(long revision, CompiledGateway gateway, int loops, Consumer<LiveRevision> onUnused) {
        this.revision = revision;
        this.gateway = gateway;
        this.counts = new AtomicLongArray(loops * STRIDE);
        this.retiring = new boolean[loops];
        this.loopsLeft = new AtomicInteger(loops);
        this.onUnused = onUnused;
    }

    long revision() {
        return revision;
    }

    CompiledGateway gateway() {
        return gateway;
    }

    /** Returns how many exchanges use it now. */
    long exchanges() {
        long sum = 0;
        for (int i = 0; i < counts.length(); i += STRIDE) {
            sum += counts.getAcquire(i);
        }
        return sum;
    }

    /** Counts the exchange until it ends; on its loop. */
    CompletionStage<Response> handle(Exchange exchange) {
        enter(exchange);
        return gateway.handle(exchange);
    }

    void enter(Exchange exchange) {
        int cell = exchange.loop().index() * STRIDE;
        counts.setRelease(cell, counts.getPlain(cell) + 1);
        exchange.onEnded(onEnded);
        exchange.keptBy(keeper);
    }

    private void leave(Exchange exchange) {
        int loop = exchange.loop().index();
        long left = counts.getPlain(loop * STRIDE) - 1;
        counts.setRelease(loop * STRIDE, left);
        if (left == 0 && retiring[loop]) {
            loopDone();
        }
    }

    /** Says that no exchange will begin here any more; called after another revision has become current. */
    void retire(List<? extends EventLoop> loops) {
        for (EventLoop loop : loops) {
            loop.execute(() -> retireOn(loop.index()));
        }
    }

    private void retireOn(int loop) {
        retiring[loop] = true;
        if (counts.getPlain(loop * STRIDE) == 0) {
            loopDone();
        }
    }

    private void loopDone() {
        if (loopsLeft.decrementAndGet() == 0) {
            onUnused.accept(this);
        }
    }
}
