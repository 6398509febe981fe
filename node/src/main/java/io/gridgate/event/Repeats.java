package io.gridgate.event;

import io.gridgate.base.Event.Once;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The latest words on things that several nodes may speak of.
 *
 * <p>Thread-safety: confined to its log.
 */
final class Repeats {

    /** The most things that are remembered. */
    static final int THINGS_MAX = 8_192;

    private record Word(String word, String id, long atNanos) {}

    /** key: the thing, value: the latest word; the one that was spoken of longest ago leaves. */
    private final Map<String, Word> words = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Word> eldest) {
            return size() > THINGS_MAX;
        }
    };

    /** Returns the id of the event that told the same first; null: none did, and this one is remembered. */
    @Nullable
    String first(@Nullable Once once, String id, long nowNanos) {
        if (once == null) {
            return null;
        }
        Word last = words.get(once.about());
        if (last != null && last.word.equals(once.word()) && nowNanos - last.atNanos < once.within().toNanos()) {
            return last.id;
        }
        words.put(once.about(), new Word(once.word(), id, nowNanos));
        return null;
    }
}
