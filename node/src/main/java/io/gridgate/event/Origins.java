package io.gridgate.event;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far the events of each node were heard.
 *
 * <p>Thread-safety: confined to its log.
 */
final class Origins {

    /** The most nodes that are remembered. */
    static final int NODES_MAX = 1_024;

    private record Heard(long run, long sequence) {}

    /** key: node, value: the last event of its latest run; who was silent longest leaves. */
    private final Map<String, Heard> heard = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Heard> eldest) {
            return size() > NODES_MAX;
        }
    };

    /** Returns how many events of that run were not heard before this one; -1 if this one was. */
    long missedBefore(ToldEvent told) {
        Heard last = heard.get(told.node());
        if (last != null && told.run() == last.run && told.sequence() <= last.sequence) {
            return -1;
        }
        heard.put(told.node(), new Heard(told.run(), told.sequence()));
        return last == null || last.run != told.run() ? 0 : told.sequence() - last.sequence - 1;
    }
}
