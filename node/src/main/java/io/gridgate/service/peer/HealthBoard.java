package io.gridgate.service.peer;

import java.util.List;
import java.util.Optional;

/**
 * The port through which nodes tell one another how instances are. What is read is advice: a node's own evidence may be
 * stricter.
 *
 * <p>Consistency: each report is the last word of its only writer, seen by the others a moment later. A report that is not
 * repeated is gone after a minute.
 * <p>Deadline: each call returns within 4 s. Never called on a selector.
 *
 * <p>Thread-safety: thread-safe.
 */
public interface HealthBoard {

    /** Replaces what the report's node said before. Returns false when the grid did not take it; it is to be said again then. */
    boolean publish(HealthReport report);

    /** Returns what these nodes said last, those left out that said nothing; empty when the grid does not answer. */
    Optional<List<HealthReport>> read(List<String> nodes);

    /** Calls the listener soon after some node said something new; it must return at once. A change may be missed: read now and then. */
    void onChange(Runnable listener);
}
