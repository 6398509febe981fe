package io.gridgate.event;

import io.gridgate.base.Event;
import io.gridgate.base.EventType;
import java.util.ArrayList;
import java.util.List;

/**
 * One reader's place in this node's stream. It keeps nothing: a reader that is too slow loses its place, and is told so.
 *
 * <p>Thread-safety: confined to its reader, but for {@link #close} and {@link #isEnded}.
 */
public final class Subscription implements AutoCloseable {

    /**
     * What a reader gets.
     *
     * @param isLast whether there was nothing more at that moment
     */
    public record Batch(List<EventLine> lines, boolean isLast) {}

    private final EventLog log;
    private final EventFilter filter;
    private final Runnable onMore;
    private long position;
    private final String skipped;
    private boolean gap;

    /**
     * Creates a place at that position.
     *
     * @param skipped an event that the reader has; empty: none
     * @param gap whether the reader has missed something before it
     * @param onMore called by any thread when there may be more; must return at once
     */
    Subscription(EventLog log, EventFilter filter, long position, String skipped, boolean gap, Runnable onMore) {
        this.log = log;
        this.filter = filter;
        this.position = position;
        this.skipped = skipped;
        this.gap = gap;
        this.onMore = onMore;
    }

    /** Returns what comes next and is wanted, out of at most {@code max} (> 0) events. */
    public Batch next(int max) {
        EventRing.Page page = log.ring().read(position, max);
        List<EventLine> lines = new ArrayList<>();
        if (gap) {
            gap = false;
            lines.add(log.local(Event.of(EventType.GAP)));
        }
        if (page.missed() > 0) {
            log.onDropped(page.missed());
            lines.add(log.local(Event.of(EventType.DROPPED).with("missed", page.missed())));
        }
        for (EventLine line : page.lines()) {
            if (filter.takes(line) && !(skipped.equals(line.id()) && !skipped.isEmpty())) {
                lines.add(line);
            }
        }
        position = page.next();
        return new Batch(lines, position >= log.ring().end());
    }

    /**
     * Returns by what the reader goes on here when it comes back, as {@link EventLog#resume} reads it: the last event before its place,
     * wanted or not; empty: none is remembered.
     */
    public String lastId() {
        return log.streamId(log.ring().idBefore(position));
    }

    void onMore() {
        onMore.run();
    }

    /** Returns whether no more events come because this node ends. */
    public boolean isEnded() {
        return log.isClosed();
    }

    /** Gives the place up; does nothing the second time. */
    @Override
    public void close() {
        log.unsubscribe(this);
    }
}
