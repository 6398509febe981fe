package io.gridgate.service.instance;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The first while of an instance that was out of use: it takes {@link #FIRST_SHARE} of the turns that fall to it at its
 * begin, all of them {@link #LASTS} later, and evenly more between, so that it is not flooded while it is still cold.
 *
 * <p>Thread-safety: immutable.
 *
 * @param fromNanos the ticker's moment when it may be used again
 */
record SlowStart(long fromNanos) {

    static final Duration LASTS = Duration.ofSeconds(30);
    static final double FIRST_SHARE = 0.1;

    boolean isOver(long nowNanos) {
        return nowNanos - fromNanos >= LASTS.toNanos();
    }

    /** Returns whether this turn is one that it takes; by lot. */
    boolean takesTurn(long nowNanos) {
        double share = Math.max(FIRST_SHARE, (double) (nowNanos - fromNanos) / LASTS.toNanos());
        return ThreadLocalRandom.current().nextDouble() < share;
    }
}
