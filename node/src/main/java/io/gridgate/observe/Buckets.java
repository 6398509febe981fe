package io.gridgate.observe;

/**
 * The bounds of durations: powers of two from 32 us to 137 s, each octave in eight equal parts, so that a quantile is wrong by at
 * most a sixteenth of itself.
 *
 * <p>Learnt from HdrHistogram (Gil Tene, http://hdrhistogram.org). Part 0 takes everything below the first octave and the last one
 * everything above.
 *
 * <p>Thread-safety: constants.
 */
final class Buckets {

    static final int FIRST_OCTAVE = 15;
    static final int LAST_OCTAVE = 36;
    static final int OCTAVES = LAST_OCTAVE - FIRST_OCTAVE + 1;
    static final int COUNT = OCTAVES * 8 + 2;

    private Buckets() {}

    /** Returns the bucket (0 to {@link #COUNT} - 1) of that duration. */
    static int of(long nanos) {
        if (nanos < 1L << FIRST_OCTAVE) {
            return 0;
        }
        int octave = 63 - Long.numberOfLeadingZeros(nanos);
        return octave > LAST_OCTAVE ? COUNT - 1 : 1 + (octave - FIRST_OCTAVE) * 8 + (int) (nanos >>> octave - 3 & 7);
    }

    /** Returns the first duration, in nanoseconds, that is above bucket {@code i}; {@code Long.MAX_VALUE} for the last. */
    static long endNanos(int i) {
        if (i == 0) {
            return 1L << FIRST_OCTAVE;
        }
        int octave = FIRST_OCTAVE + (i - 1) / 8;
        return octave > LAST_OCTAVE ? Long.MAX_VALUE : (1L << octave) + ((i - 1) % 8 + 1L << octave - 3);
    }
}
