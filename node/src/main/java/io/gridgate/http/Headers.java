package io.gridgate.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one message, in the order of the wire; names compare without case and may repeat.
 *
 * <p>A flat array of names and values: with the 5 to 30 fields of a real message a scan beats a map, and a copy is one
 * array copy. Thread-safety: confined to one exchange.
 */
public final class Headers {

    /** The bit that is set in a small letter. */
    private static final int ASCII_CASE = 0x20;

    private @Nullable String[] fields;
    private int size;

    /** Creates an empty list of fields. */
    public Headers() {
        this(12);
    }

    /** Creates an empty list with room for {@code capacity} (>= 0) fields before it grows. */
    public Headers(int capacity) {
        fields = new String[Math.max(4, capacity * 2)];
    }

    /** Returns fields of these names and values: {@code of("Allow", "GET", "Via", "1.1 gridgate")}. */
    public static Headers of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("namesAndValues: " + namesAndValues.length + " (expected: an even number)");
        }
        Headers headers = new Headers(namesAndValues.length / 2 + 2);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }

    /** Returns the number of fields, repeated names counted each. */
    public int size() {
        return size / 2;
    }

    /** Returns the name of field {@code i} (0 to size - 1) as it was written. */
    public String name(int i) {
        return at(2 * i);
    }

    /** Returns the value of field {@code i} (0 to size - 1). */
    public String value(int i) {
        return at(2 * i + 1);
    }

    /** Returns the first value of that name, or null. */
    public @Nullable String first(String name) {
        int at = indexOf(name, 0);
        return at < 0 ? null : at(at + 1);
    }

    /** Returns all values of that name, in order; empty when there is none. */
    public List<String> all(String name) {
        int at = indexOf(name, 0);
        if (at < 0) {
            return List.of();
        }
        List<String> values = new ArrayList<>(2);
        for (; at >= 0; at = indexOf(name, at + 2)) {
            values.add(at(at + 1));
        }
        return values;
    }

    /** Returns all values of that name joined by a comma (RFC 9110 5.3), or null when there is none. */
    public @Nullable String joined(String name) {
        int at = indexOf(name, 0);
        if (at < 0) {
            return null;
        }
        return indexOf(name, at + 2) < 0 ? at(at + 1) : String.join(", ", all(name));
    }

    /** Returns whether a field of that name is there. */
    public boolean contains(String name) {
        return indexOf(name, 0) >= 0;
    }

    /** Returns whether a field is there whose name begins so (not empty), without case. */
    public boolean containsPrefix(String prefix) {
        int first = prefix.charAt(0) | ASCII_CASE;
        for (int i = 0; i < size; i += 2) {
            String name = at(i);
            if (!name.isEmpty() && (name.charAt(0) | ASCII_CASE) == first && name.regionMatches(true, 0, prefix, 0, prefix.length())) {
                return true;
            }
        }
        return false;
    }

    /** Returns how many fields of that name are there. */
    public int count(String name) {
        int n = 0;
        for (int at = indexOf(name, 0); at >= 0; at = indexOf(name, at + 2)) {
            n++;
        }
        return n;
    }

    /** Returns whether a comma-separated field of that name has the token (RFC 9110 5.6.1), without case. */
    public boolean hasToken(String name, String token) {
        for (int at = indexOf(name, 0); at >= 0; at = indexOf(name, at + 2)) {
            if (Grammar.listHas(at(at + 1), token)) {
                return true;
            }
        }
        return false;
    }

    /** Adds a field at the end; an existing one of that name stays. */
    public Headers add(String name, String value) {
        if (size == fields.length) {
            fields = Arrays.copyOf(fields, size * 2);
        }
        fields[size++] = name;
        fields[size++] = value;
        return this;
    }

    /** Makes that value the only one of that name, at the place of the first or at the end. */
    public Headers set(String name, String value) {
        int at = indexOf(name, 0);
        if (at < 0) {
            return add(name, value);
        }
        fields[at + 1] = value;
        for (int next = indexOf(name, at + 2); next >= 0; next = indexOf(name, at + 2)) {
            removeAt(next);
        }
        return this;
    }

    /** Removes all fields of that name; returns whether there was one. */
    public boolean remove(String name) {
        boolean found = false;
        for (int at = indexOf(name, 0); at >= 0; at = indexOf(name, at)) {
            removeAt(at);
            found = true;
        }
        return found;
    }

    /** Removes all fields whose name the rule accepts, in one pass. */
    public void removeIf(Predicate<String> rule) {
        int to = 0;
        for (int from = 0; from < size; from += 2) {
            if (!rule.test(at(from))) {
                fields[to] = fields[from];
                fields[to + 1] = fields[from + 1];
                to += 2;
            }
        }
        Arrays.fill(fields, to, size, null);
        size = to;
    }

    /** Returns a list of its own with the same fields, with room for a few more. */
    public Headers copy() {
        Headers copy = new Headers(size / 2 + 8);
        System.arraycopy(fields, 0, copy.fields, 0, size);
        copy.size = size;
        return copy;
    }

    private int indexOf(String name, int from) {
        for (int i = from; i < size; i += 2) {
            if (at(i).equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    private void removeAt(int at) {
        System.arraycopy(fields, at + 2, fields, at, size - at - 2);
        fields[--size] = null;
        fields[--size] = null;
    }

    @SuppressWarnings("NullAway") // every place below size holds a string
    private String at(int i) {
        if (i >= size) {
            throw new IndexOutOfBoundsException("field: " + i / 2 + " (expected: < " + size / 2 + ")");
        }
        return fields[i];
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder(size * 16);
        for (int i = 0; i < size(); i++) {
            out.append(name(i)).append(": ").append(value(i)).append('\n');
        }
        return out.toString();
    }
}
