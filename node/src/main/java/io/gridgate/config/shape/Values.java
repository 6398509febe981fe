package io.gridgate.config.shape;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values that one map of a document gave, by key.
 *
 * <p>Thread-safety: confined to one read.
 */
public final class Values {

    private final Map<Key<?, ?>, Object> byKey = new HashMap<>();
    private Map<String, Object> others = Map.of();

    /** Returns the value of a key that is required or has a default. */
    public <T> T get(Key<?, T> key) {
        T value = find(key);
        if (value == null) {
            throw new IllegalStateException("key: " + key.name() + " (expected: required, or with a default)");
        }
        return value;
    }

    /** Returns the value of a key, its default, or null. */
    @SuppressWarnings("unchecked")
    public <T> @Nullable T find(Key<?, T> key) {
        Object value = byKey.get(key);
        return value == null ? key.fallback() : (T) value;
    }

    /** Returns whether the document gave the key. */
    public boolean has(Key<?, ?> key) {
        return byKey.containsKey(key);
    }

    /** Returns the values of keys that the shape knows only by what they hold, by name. */
    public Map<String, Object> others() {
        return others;
    }

    void putOther(String name, Object value) {
        if (others.isEmpty()) {
            others = new LinkedHashMap<>();
        }
        others.put(name, value);
    }

    void put(Key<?, ?> key, Object value) {
        byKey.put(key, value);
    }
}
