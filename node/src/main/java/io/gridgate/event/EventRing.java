package io.gridgate.event;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The latest events of this node's stream, each at a position that only grows.
 *
 * <p>Thread-safety: guarded by itself, for a few steps at a time.
 */
final class EventRing {

    /** Nothing of that name is remembered. */
    static final long UNKNOWN = -1;

    private record Slot(EventLine line, long heardNanos) {}

    /**
     * A piece of the stream.
     *
     * @param missed how many events were pushed out before they were read
     * @param next where the next piece begins
     */
    record Page(long missed, List<EventLine> lines, long next) {}

    @GuardedBy("this") private final @Nullable Slot[] slots;
    /** key: an event that told the same as another and was not put in, value: that other. */
    @GuardedBy("this") private final Map<String, String> repeats;
    @GuardedBy("this") private long end;

    EventRing(int capacity) {
        slots = new Slot[capacity];
        repeats = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
                return size() > capacity;
            }
        };
    }

    synchronized void add(EventLine line, long heardNanos) {
        slots[(int) (end % slots.length)] = new Slot(line, heardNanos);
        end++;
    }

    /** An event told the same as that one, which is found in its place. */
    synchronized void repeated(String id, String first) {
        repeats.put(id, first);
    }

    /** Returns the position of the next event. */
    synchronized long end() {
        return end;
    }

    /** Returns the position of the oldest event. */
    synchronized long first() {
        return Math.max(0, end - slots.length);
    }

    /** Returns at most {@code max} events from that position on. */
    synchronized Page read(long from, int max) {
        long begin = Math.max(from, first());
        long stop = Math.min(end, begin + max);
        List<EventLine> lines = new ArrayList<>();
        for (long at = begin; at < stop; at++) {
            lines.add(slot(at).line);
        }
        return new Page(begin - from, lines, Math.max(begin, stop));
    }

    /** Returns the name of the event that told first what that one told: its own unless another did. */
    synchronized String firstTold(String id) {
        return repeats.getOrDefault(id, id);
    }

    /** Returns the position of the event of that name, or {@link #UNKNOWN}. */
    synchronized long find(String id) {
        for (long at = end - 1; at >= first(); at--) {
            if (slot(at).line.id().equals(id)) {
                return at;
            }
        }
        return UNKNOWN;
    }

    /** Returns the name of the last event before that position that has one; empty: none is remembered. */
    synchronized String idBefore(long position) {
        for (long at = Math.min(position, end) - 1; at >= first(); at--) {
            String id = slot(at).line.id();
            if (!id.isEmpty()) {
                return id;
            }
        }
        return "";
    }

    /** Returns the position of the first event that was heard so much earlier than the one at {@code position}, or less. */
    synchronized long before(long position, long nanos) {
        long heard = slot(position).heardNanos;
        long at = position;
        while (at > first() && heard - slot(at - 1).heardNanos <= nanos) {
            at--;
        }
        return at;
    }

    @GuardedBy("this")
    private Slot slot(long at) {
        Slot slot = slots[(int) (at % slots.length)];
        if (slot == null) {
            throw new IllegalArgumentException("at: " + at + " (expected: " + first() + " to " + end + ")");
        }
        return slot;
    }
}
