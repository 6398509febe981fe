package io.gridgate.rollout;

import io.gridgate.base.Event;
import io.gridgate.base.EventType;
import io.gridgate.base.Events;
import io.gridgate.config.source.Problem;

/**
 * Tells what became of one change; what was answered without having been tried is not told.
 *
 * <p>Thread-safety: immutable.
 *
 * @param author who asked for it
 * @param rollbackTo the revision whose document it is; 0: a new document
 */
record ChangeNews(Events events, String author, long rollbackTo) {

    void tell(ApplyResult result) {
        switch (result) {
            case ApplyResult.Applied applied -> events.tell(served(applied.revision().number()).with("nodes", applied.nodes().size())
                    .with("author", applied.revision().author()).with("message", applied.revision().message()));
            case ApplyResult.Refused refused -> events.tell(Event.of(EventType.REVISION_REFUSED).with("by", refused.node())
                    .with("problems", refused.problems().size())
                    .with("first", refused.problems().stream().findFirst().map(Problem::toString).orElse("")).with("author", author));
            case ApplyResult.Pending pending -> events.tell(Event.of(EventType.REVISION_PENDING).with("revision", pending.revision())
                    .with("committed", pending.committed()).with("silent", String.join(", ", pending.nodes())));
            case ApplyResult.Stale _,ApplyResult.Busy _,ApplyResult.NoQuorum _,ApplyResult.UnknownRevision _,ApplyResult.GridSilent _ -> {
            }
        }
    }

    private Event served(long revision) {
        return rollbackTo == 0 ? Event.of(EventType.REVISION_SERVED).with("revision", revision)
                : Event.of(EventType.REVISION_ROLLED_BACK).with("revision", revision).with("to", rollbackTo);
    }
}
