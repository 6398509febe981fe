package io.gridgate.ratelimit;

import io.gridgate.ratelimit.counter.Ask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether a key's counter can be asked at all, and the ask that was given up and of which nobody knows what became.
 *
 * <p>Thread-safety: {@link #isLost} by any thread; the rest is confined to the monitor of its {@link KeyAsks}.
 */
final class LostAsk {

    /** As long as a counter remembers asks beyond their leases. */
    private static final long UNSETTLED_NANOS = TimeUnit.SECONDS.toNanos(60);

    private volatile boolean lost;
    private @Nullable Ask unsettled;
    private long sinceNanos;

    /** Returns whether the last ask was given up. */
    boolean isLost() {
        return lost;
    }

    /** Returns whether there is an ask to be sent again. */
    boolean isUnsettled() {
        return unsettled != null;
    }

    void onGivenUp(Ask ask, long nowNanos) {
        sinceNanos = lost ? sinceNanos : nowNanos;
        lost = true;
        unsettled = ask;
    }

    void onAnswered() {
        lost = false;
    }

    /** What a counter has not answered for so long is not asked again without need. */
    void forget(long nowNanos) {
        if (unsettled != null && nowNanos - sinceNanos >= UNSETTLED_NANOS) {
            unsettled = null;
        }
    }

    /** Returns the ask to be sent again, which is no longer kept here; null: there is none. */
    @Nullable
    Ask takeUnsettled() {
        Ask ask = unsettled;
        unsettled = null;
        return ask;
    }
}
