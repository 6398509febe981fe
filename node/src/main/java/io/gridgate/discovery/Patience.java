package io.gridgate.discovery;

import java.util.concurrent.ThreadLocalRandom;

/**
 * How long a node that is not to ask a source waits for the word of those who are, and how long it does their work then.
 * Both are counted in polls.
 *
 * <p>Thread-safety: guarded by its {@link SharedWatch}.
 */
final class Patience {

    /** Polls without a word, three confirmations missed; up to half as many more by lot, so that not all nodes lose it at once. */
    static final int SILENT_POLLS = 20;
    /** Polls for which a node asks that was not to; it goes on after them for as long as nobody else speaks. */
    static final int ASKING_POLLS = 60;

    private final int longest = SILENT_POLLS + ThreadLocalRandom.current().nextInt(SILENT_POLLS / 2);
    private int silent;
    private int asking;

    /** One more poll began. Returns whether patience was lost with it. */
    boolean poll() {
        silent++;
        if (asking > 0) {
            asking = asking == 1 && silent >= SILENT_POLLS ? 1 : asking - 1;
            return false;
        }
        if (silent >= longest) {
            asking = ASKING_POLLS;
            return true;
        }
        return false;
    }

    /** Another node said something new. */
    void heard() {
        silent = 0;
    }

    /** This node is to ask now, whoever else is silent. */
    void relieve() {
        silent = 0;
        asking = 0;
    }

    /** Returns whether this node asks because nobody else speaks. */
    boolean isLost() {
        return asking > 0;
    }
}
