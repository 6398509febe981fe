package io.gridgate.discovery;

import io.gridgate.service.instance.KnownInstance;
import java.time.Duration;
import java.util.List;

/**
 * The rule that an empty set counts only once it was read twice: a source that has just lost its mind, or its leader, must
 * not take a whole service away with one answer. That goes for the first set of all too: others may know instances.
 *
 * <p>Thread-safety: confined to one watch.
 */
final class Confirmation {

    /** How long to wait before an empty set is read again. */
    static final Duration AFTER = Duration.ofMillis(500);

    private boolean sawEmpty;

    /** Returns whether this set counts now; otherwise it is to be read again {@link #AFTER} a while. */
    boolean accepts(List<KnownInstance> read) {
        boolean accepted = !read.isEmpty() || sawEmpty;
        sawEmpty = read.isEmpty();
        return accepted;
    }
}
