package io.gridgate.base;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened, as an operator is told of it.
 *
 * <p>Thread-safety: immutable.
 *
 * @param service that it is about; null: none
 * @param fields in the order in which they are shown; key: name, value: a {@link String}, {@link Long} or {@link Boolean}
 * @param once what keeps several nodes from telling the same; null: nothing need to
 */
public record Event(EventType type, @Nullable String service, Map<String, Object> fields, @Nullable Once once) {

    /** The most characters of a text; longer ones are cut. */
    public static final int TEXT_CHARACTERS_MAX = 500;

    /** Within this time the nodes hear of one another's events, whatever they do at once. */
    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    public Event {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /**
     * The latest word on a thing: the same word again, within a time, is no news.
     *
     * <p>Thread-safety: immutable.
     *
     * @param about the thing
     * @param word what is said of it
     * @param within how long it is no news, > 0
     */
    public record Once(String about, String word, Duration within) {}

    /** Returns an event without fields. */
    public static Event of(EventType type) {
        return new Event(type, null, Map.of(), null);
    }

    /** Returns an event of a service, without fields. */
    public static Event of(EventType type, String service) {
        return new Event(type, service, Map.of(), null);
    }

    /** Returns this with one more field, at the end. */
    public Event with(String name, String text) {
        return with(name, (Object) (text.length() <= TEXT_CHARACTERS_MAX ? text : text.substring(0, TEXT_CHARACTERS_MAX)));
    }

    /** Returns this with one more field, at the end. */
    public Event with(String name, long number) {
        return with(name, (Object) number);
    }

    /** Returns this with one more field, at the end. */
    public Event with(String name, boolean flag) {
        return with(name, (Object) flag);
    }

    private Event with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(fields);
        more.put(name, value);
        return new Event(type, service, more, once);
    }

    /** Returns this as one that several nodes may tell at the same moment, and that is heard once. */
    public Event once(String about, String word) {
        return once(about, word, AT_ONCE);
    }

    /** Returns this as one that several nodes may tell within that time, and that is heard once. */
    public Event once(String about, String word, Duration within) {
        return new Event(type, service, fields, new Once(about, word, within));
    }
}
