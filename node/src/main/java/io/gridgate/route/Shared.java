package io.gridgate.route;

import java.util.HashMap;
import java.util.Map;

/**
 * One object for all equal values of a document's routes, so that a match in a large table finds it in the processor's caches.
 *
 * <p>Thread-safety: confined to the compiler.
 */
final class Shared {

    private final Map<Object, Object> values = new HashMap<>();

    /** Returns the first value that was equal to this one. */
    @SuppressWarnings("unchecked") // equal values of one immutable class stand for each other
    <T> T same(T value) {
        return (T) values.computeIfAbsent(value, first -> first);
    }
}
