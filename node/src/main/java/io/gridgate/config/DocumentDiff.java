package io.gridgate.config;

import io.gridgate.config.gateway.GatewayDocument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What two gateway documents say differently. Order, layout, short and long forms and defaults that are written out make no difference;
 * references are compared as they are written, and secrets never shown.
 *
 * <p>Thread-safety: immutable.
 *
 * @param changes services first, then routes by id, then the rest
 */
public record DocumentDiff(List<Change> changes) {

    /** What became of a part of the document. */
    public enum Kind {
        ADDED("+"),
        REMOVED("-"),
        CHANGED("~");

        private final String sign;

        Kind(String sign) {
            this.sign = sign;
        }
    }

    /** One key below a part, with its value before and after; absent: it was, or is, at its default. */
    public record KeyChange(String key, @Nullable Object before, @Nullable Object after) {}

    /**
     * A part of the document that is new, gone or different.
     *
     * @param what the kind of part: {@code service}, {@code route}, or the name of the section
     * @param name the part's own name; empty for a section that is one part
     * @param keys what is different in it; empty unless it is changed
     */
    public record Change(Kind kind, String what, String name, List<KeyChange> keys) {

        /** Returns the lines that show it: one for each key, or one. */
        public List<String> lines() {
            String head = kind.sign + " " + what + (name.isEmpty() ? "" : " " + name);
            return keys.isEmpty() ? List.of(head) : keys.stream().map(key -> head + ": " + line(key)).toList();
        }

        private static String line(KeyChange key) {
            if (key.before() == null) {
                return key.key() + ": " + key.after() + " (was not set)";
            }
            return key.key() + ": " + key.before() + (key.after() == null ? " (no longer set)" : " -> " + key.after());
        }
    }

    /** The sections whose parts have names, and what one part is called. */
    private static final Map<String, String> PART_BY_SECTION = Map.of("services", "service", "routes", "route", "caching", "cache policy",
            "plans", "plan", "rate_limits", "rate limit", "concurrency_limits", "concurrency limit", "endpoints", "endpoint");

    public DocumentDiff {
        changes = List.copyOf(changes);
    }

    /** Returns what is different between two documents. */
    public static DocumentDiff between(GatewayDocument before, GatewayDocument after) {
        Map<String, Object> a = map(GatewayReader.show(before));
        Map<String, Object> b = map(GatewayReader.show(after));
        List<Change> changes = new ArrayList<>();
        Set<String> sections = new LinkedHashSet<>(a.keySet());
        sections.addAll(b.keySet());
        for (String section : sections) {
            String part = PART_BY_SECTION.get(section);
            if (part == null) {
                compare(section, "", Map.of(section, a.getOrDefault(section, Map.of())), Map.of(section, b.getOrDefault(section, Map.of())),
                        changes);
            } else {
                compareParts(part, parts(a.get(section)), parts(b.get(section)), changes);
            }
        }
        return new DocumentDiff(changes);
    }

    private static void compareParts(String part, Map<String, Object> before, Map<String, Object> after, List<Change> changes) {
        before.forEach((name, value) -> {
            Object other = after.get(name);
            if (other == null) {
                changes.add(new Change(Kind.REMOVED, part, name, List.of()));
            } else {
                compare(part, name, map(value), map(other), changes);
            }
        });
        after.keySet().stream().filter(name -> !before.containsKey(name))
                .forEach(name -> changes.add(new Change(Kind.ADDED, part, name, List.of())));
    }

    private static void compare(String what, String name, Map<String, Object> before, Map<String, Object> after, List<Change> changes) {
        Map<String, Object> a = flat(before);
        Map<String, Object> b = flat(after);
        Set<String> keys = new LinkedHashSet<>(a.keySet());
        keys.addAll(b.keySet());
        List<KeyChange> different = keys.stream().filter(key -> !Objects.equals(a.get(key), b.get(key)))
                .map(key -> new KeyChange(key, a.get(key), b.get(key))).toList();
        if (!different.isEmpty()) {
            changes.add(new Change(Kind.CHANGED, what, name, different));
        }
    }

    /** Returns the parts of a section by name: the keys of a map, the {@code id} or {@code name} of a list's items. */
    private static Map<String, Object> parts(@Nullable Object section) {
        Map<String, Object> parts = new LinkedHashMap<>();
        if (section instanceof List<?> list) {
            for (Object item : list) {
                Map<String, Object> part = map(item);
                parts.put(String.valueOf(part.getOrDefault("id", part.get("name"))), part);
            }
        } else if (section != null) {
            parts.putAll(map(section));
        }
        return parts;
    }

    private static Map<String, Object> flat(Map<String, Object> map) {
        Map<String, Object> flat = new LinkedHashMap<>();
        flatten("", map, flat);
        return flat;
    }

    private static void flatten(String path, Map<String, Object> map, Map<String, Object> flat) {
        map.forEach((key, value) -> {
            String below = path.isEmpty() ? key : path + "." + key;
            if (value instanceof Map<?, ?>) {
                flatten(below, map(value), flat);
            } else {
                flat.put(below, value);
            }
        });
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object shown) {
        return shown instanceof Map<?, ?> ? (Map<String, Object>) shown : Map.of("value", shown);
    }

    /** Returns whether the documents say the same. */
    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /** Returns the form for JSON: a list of {@code kind}, {@code what}, {@code name} and {@code keys}. */
    public List<Map<String, Object>> asList() {
        return changes.stream().map(DocumentDiff::asMap).toList();
    }

    private static Map<String, Object> asMap(Change change) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("kind", change.kind().name().toLowerCase(Locale.ROOT));
        map.put("what", change.what());
        map.put("name", change.name());
        List<Map<String, Object>> keys = new ArrayList<>();
        for (KeyChange key : change.keys()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("key", key.key());
            if (key.before() != null) {
                entry.put("before", key.before());
            }
            if (key.after() != null) {
                entry.put("after", key.after());
            }
            keys.add(entry);
        }
        map.put("keys", keys);
        return map;
    }

    /** Returns one line for each difference: {@code ~ route users: timeouts.total: 5s -> 10s}. */
    @Override
    public String toString() {
        return String.join("\n", changes.stream().flatMap(change -> change.lines().stream()).toList());
    }
}
