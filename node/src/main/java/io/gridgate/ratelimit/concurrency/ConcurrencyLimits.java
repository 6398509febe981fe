package io.gridgate.ratelimit.concurrency;

import io.gridgate.exchange.Filter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A revision's hold on its concurrency limits.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class ConcurrencyLimits implements AutoCloseable {

    private final List<ConcurrencyLimit> limits;
    private final ConcurrencyFilter.Desk desk;
    private final ConcurrencyLimiter limiter;
    private final AtomicBoolean closed = new AtomicBoolean();

    ConcurrencyLimits(List<ConcurrencyLimit> limits, ConcurrencyFilter.Desk desk, ConcurrencyLimiter limiter) {
        this.limits = List.copyOf(limits);
        this.desk = desk;
        this.limiter = limiter;
    }

    /** Returns the filter of every route: the limits in the order of the document; empty: there are none. */
    public Optional<Filter> filter() {
        return limits.isEmpty() ? Optional.empty() : Optional.of(new ConcurrencyFilter(limits, desk));
    }

    /** The revision is served from now on: it says how many there may be. */
    public void lead() {
        limiter.lead(limits);
    }

    /** Gives the limits back. Does nothing when it was closed. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            limiter.release(limits);
        }
    }
}
