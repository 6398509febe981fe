package io.gridgate.config.keys;

import io.gridgate.config.shape.Key;
import io.gridgate.config.shape.Reading;
import io.gridgate.config.shape.Values;
import java.util.ArrayList;
import java.util.List;

/**
 * The checks of keys that exclude or need each other.
 *
 * <p>Thread-safety: stateless.
 */
final class OneOf {

    private OneOf() {}

    /** Returns the keys that a document gave, of some. */
    static <K extends Key<?, ?>> List<K> given(Values values, List<? extends K> keys) {
        List<K> given = new ArrayList<>();
        for (K key : keys) {
            if (values.has(key)) {
                given.add(key);
            }
        }
        return given;
    }

    /** Adds an error if one of two keys is given and the other is not. */
    static void together(Values values, Key<?, ?> a, Key<?, ?> b, String nameOfA, String nameOfB, String path, Reading reading) {
        String there = values.has(a) ? nameOfA : nameOfB;
        String missing = values.has(a) ? nameOfB : nameOfA;
        if (values.has(a) != values.has(b) && !reading.hasErrorBelow(Reading.child(path, missing))) {
            reading.error(Reading.child(path, there), there + " without " + missing);
        }
    }

    /** Adds an error if two keys that exclude each other are both given. */
    static void apart(Values values, Key<?, ?> a, Key<?, ?> b, String nameOfA, String nameOfB, String path, Reading reading) {
        if (values.has(a) && values.has(b)) {
            reading.error(Reading.child(path, nameOfB),
                    nameOfB + " contradicts " + nameOfA + " at " + reading.markOf(Reading.child(path, nameOfA)));
        }
    }
}
