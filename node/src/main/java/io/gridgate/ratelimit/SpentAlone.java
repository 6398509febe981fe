package io.gridgate.ratelimit;

import io.gridgate.config.gateway.RateLimitConfig.Algorithm;
import io.gridgate.ratelimit.counter.CounterRule;
import io.gridgate.ratelimit.counter.CounterStore.Standing;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a node lets through of one key while the shared counter cannot be asked, and what of it the counter has not been told.
 *
 * <p>Its share is an equal part of what was left at the last contact, and of the whole limit once that is over.
 *
 * <p>Thread-safety: confined to its {@link KeyAsks}' monitor.
 */
final class SpentAlone {

    private @Nullable OwnCounter share;
    private long windowMillis = 1;
    /** The window, aligned to the node's clock, that {@link #untold} is of. */
    private long untoldIn;
    private long untold;
    private long untoldBefore;
    private long untoldAtMillis;

    /** Returns whether a request of so many permits may pass, and counts it if it may. */
    boolean take(KeySettings settings, int units, Standing standing, @Nullable Knowledge known, long nowNanos, long nowMillis) {
        boolean passes = switch (settings.onGridLoss()) {
            case ALLOW -> true;
            case DENY -> false;
            case SHARE -> takeOfShare(settings, units, standing, known, nowNanos, nowMillis);
        };
        if (passes) {
            count(settings, units, nowMillis);
        }
        return passes;
    }

    private boolean takeOfShare(KeySettings settings, int units, Standing standing, @Nullable Knowledge known, long nowNanos,
            long nowMillis) {
        Optional<CounterRule> rule = settings.share(standing.members());
        if (rule.isEmpty()) {
            return false;
        }
        OwnCounter counter = share;
        if (counter == null) {
            counter = new OwnCounter();
            if (known != null && nowNanos - known.resetAtNanos() < 0) {
                long gone = rule.get().capacity() - known.left() / standing.members();
                counter.charge(rule.get(), Math.max(0, gone), nowMillis);
            }
            share = counter;
        }
        return counter.take(rule.get(), units, nowMillis).granted() > 0;
    }

    private void count(KeySettings settings, int units, long nowMillis) {
        windowMillis = settings.rule().windowMillis();
        long window = Math.floorDiv(nowMillis, windowMillis);
        if (window != untoldIn) {
            boolean counts = settings.rule().algorithm() != Algorithm.FIXED_WINDOW && window == untoldIn + 1;
            untoldBefore = counts ? untold : 0;
            untold = 0;
            untoldIn = window;
        }
        untold += units;
        untoldAtMillis = nowMillis;
    }

    /** Returns what the counter has not been told: of this window, and of the one before where that may count still. */
    long untold() {
        return untold + untoldBefore;
    }

    long untoldAtMillis() {
        return untoldAtMillis;
    }

    /**
     * The counter has been told of that many, and has answered: the share is over.
     *
     * @param atMillis when they were the ones that it had not been told
     */
    void told(long units, long atMillis) {
        share = null;
        if (units == 0) {
            return;
        }
        long window = Math.floorDiv(atMillis, windowMillis);
        long ofBefore = window == untoldIn || window == untoldIn - 1 ? Math.min(untoldBefore, units) : 0;
        untoldBefore -= ofBefore;
        if (window == untoldIn) {
            untold = Math.max(0, untold - (units - ofBefore));
        }
    }
}
