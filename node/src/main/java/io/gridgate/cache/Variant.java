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
 * @param values index: as the names; the field's values joined, as one text for all that mean the same; null: it was not there
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
        for (String part : vary.split(",", -1)) {
            String name = part.strip().toLowerCase(Locale.ROOT);
            if (name.equals("*")) {
                return null;
            }
            if (!name.isEmpty() && !names.contains(name)) {
                names.add(name);
            }
        }
        return asked(names, request);
    }

    /**
     * Returns the variant that the request asks for where answers are chosen by those fields.
     *
     * @param names in lower case
     */
    static Variant asked(List<String> names, Headers request) {
        if (names.isEmpty()) {
            return ANY;
        }
        List<@Nullable String> values = new ArrayList<>(names.size());
        for (String name : names) {
            values.add(value(name, request));
        }
        return new Variant(names, values);
    }

    boolean matches(Headers request) {
        return equals(asked(names, request));
    }

    /** Returns how many octets of memory it takes, estimated. */
    int weight() {
        int weight = 0;
        for (int i = 0; i < names.size(); i++) {
            String value = values.get(i);
            weight += 2 * StoredAnswer.OVERHEAD_OF_STRING + names.get(i).length() + (value == null ? 0 : value.length());
        }
        return weight;
    }

    private static @Nullable String value(String name, Headers request) {
        String joined = request.joined(name);
        return joined == null ? null : normal(name, joined);
    }

    private static String normal(String name, String value) {
        String preferences = Preferences.isListedBy(name) ? Preferences.normal(value) : null;
        return preferences == null ? withoutSpace(value) : preferences;
    }

    /** Returns the value without the white space around commas and at its ends, and with one space for what is left of it outside of quotes. */
    private static String withoutSpace(String value) {
        StringBuilder out = new StringBuilder(value.length());
        boolean quoted = false;
        boolean space = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!quoted && (c == ' ' || c == '\t')) {
                space = true;
                continue;
            }
            if (space && c != ',' && !out.isEmpty() && out.charAt(out.length() - 1) != ',') {
                out.append(' ');
            }
            space = false;
            out.append(c);
            if (quoted && c == '\\' && i + 1 < value.length()) {
                out.append(value.charAt(++i));
            } else if (c == '"') {
                quoted = !quoted;
            }
        }
        return out.toString();
    }
}
