package io.gridgate.discovery;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The pauses between failed tries: from 0.2 s, doubled up to 5 s, each cut by a random half at most, so that many nodes do
 * not come back at the same moment.
 *
 * <p>Thread-safety: confined to one watch.
 */
final class BackOff {

    private static final long FIRST_MILLIS = 200;
    private static final long LONGEST_MILLIS = 5_000;

    private int failures;

    /** Returns the pause after one more failure. */
    Duration next() {
        long longest = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(failures, 10));
        failures++;
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(Math.max(FIRST_MILLIS, longest / 2), longest + 1));
    }

    /** A try succeeded. */
    void reset() {
        failures = 0;
    }
}
