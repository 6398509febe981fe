package io.gridgate.config.shape;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One key of a map: its name, the shape of its value, its default and its meaning.
 *
 * <p>Thread-safety: immutable.
 *
 * @param <O> the record that the map becomes
 * @param <T> the value
 */
public final class Key<O, T> {

    /** Takes the key's value out of the record. */
    @FunctionalInterface
    public interface Getter<O, T> {
        /** Returns the value, or null if the record has none. */
        @Nullable
        T of(O owner);
    }

    /** A feature that is not there yet, and the values that ask for it. */
    record Gate<T>(String feature, Predicate<T> asks) {}

    private final String name;
    private final Shape<T> shape;
    private final Getter<O, T> getter;
    private final String meaning;
    private final boolean required;
    private final @Nullable T fallback;
    private final List<Gate<T>> gates;

    private Key(String name, Shape<T> shape, Getter<O, T> getter, String meaning, boolean required, @Nullable T fallback,
            List<Gate<T>> gates) {
        this.name = name;
        this.shape = shape;
        this.getter = getter;
        this.meaning = meaning;
        this.required = required;
        this.fallback = fallback;
        this.gates = List.copyOf(gates);
    }

    /** Returns a key that may be absent, and has no default. */
    public static <O, T> Key<O, T> of(String name, Shape<T> shape, Getter<O, T> getter, String meaning) {
        return new Key<>(name, shape, getter, meaning, false, null, List.of());
    }

    /** Returns this key, which must be there. */
    public Key<O, T> required() {
        return new Key<>(name, shape, getter, meaning, true, null, gates);
    }

    /** Returns this key with a default. */
    public Key<O, T> orElse(T value) {
        return new Key<>(name, shape, getter, meaning, false, value, gates);
    }

    /** Returns this key, some values of which ask for a feature; nothing changes if the feature is there. */
    public Key<O, T> needs(FeatureGate feature, Predicate<T> asks) {
        if (feature.isBuilt()) {
            return this;
        }
        List<Gate<T>> more = new ArrayList<>(gates);
        more.add(new Gate<>(feature.title(), asks));
        return new Key<>(name, shape, getter, meaning, required, fallback, more);
    }

    String name() {
        return name;
    }

    Shape<T> shape() {
        return shape;
    }

    String meaning() {
        return meaning;
    }

    boolean isRequired() {
        return required;
    }

    @Nullable
    T fallback() {
        return fallback;
    }

    List<Gate<T>> gates() {
        return gates;
    }

    /** Returns the canonical form of this key's value in the record; null if it is absent or the default. */
    @Nullable
    Object show(O owner) {
        T value = getter.of(owner);
        return value == null || value.equals(fallback) ? null : shape.show(value);
    }

    /** Something that a version of Gridgate may not have yet. */
    public interface FeatureGate {
        /** Returns whether this version has it. */
        boolean isBuilt();

        /** Returns what an error calls it. */
        String title();
    }
}
