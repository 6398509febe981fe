package io.gridgate.cache;

import io.gridgate.http.Headers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The request fields that an answer was chosen by, as its {@code Vary} names them.
 *
 * @param names of request fields, in lower case
 * @param values index: as the names; the field's values joined, without white space that means nothing; null: it was not there
 *
 * <p>Thread-safety: immutable. Source: RFC 9111 4.1.
 */
record Variant(List<String> names, List<@Nullable String> values) {

    /** Of an answer that is the same for every request. */
    static final Variant ANY = new Variant(List.of(), List.of());

    Variant {
        names = List.copyOf(names);
        values = Collections.unmodifiableList(new ArrayList<>(values));
    }

    /** Returns the variant that the request got with an answer of that {@code Vary}, or null when no other request can be known to get it. */
    static @Nullable Variant of(@Nullable String vary, Headers request) {
        if (vary == null) {
            return ANY;
        }
        List<String> names = new ArrayList<>();
        List<@Nullable String> values = new ArrayList<>();
        for (String part : vary.split(",", -1)) {
            String name = part.strip().toLowerCase(Locale.ROOT);
            if (name.equals("*")) {
                return null;
            }
            if (!name.isEmpty() && !names.contains(name)) {
                names.add(name);
                values.add(value(name, request));
            }
        }
        return new Variant(names, values);
    }

    boolean matches(Headers request) {
        for (int i = 0; i < names.size(); i++) {
            String mine = values.get(i);
            String other = value(names.get(i), request);
            if (mine == null ? other != null : !mine.equals(other)) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String value(String name, Headers request) {
        String joined = request.joined(name);
        return joined == null ? null : joined.strip().replaceAll("\\s*,\\s*", ",").replaceAll("\\s+", " ");
    }
}
