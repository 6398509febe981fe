package io.gridgate.cache;

import java.util.ArrayList;
import java.util.List;

/**
 * Entity tags and lists of them.
 *
 * <p>Thread-safety: stateless. Source: RFC 9110 8.8.3.
 */
final class EntityTags {

    private EntityTags() {}

    /** Returns whether the list has a tag that weakly equals this one. */
    static boolean listHas(String list, String etag) {
        return split(list).stream().anyMatch(member -> weaklyEqual(member, etag));
    }

    /** Returns whether both name the same thing, whatever is said of how exactly. */
    static boolean weaklyEqual(String one, String other) {
        return opaque(one).equals(opaque(other));
    }

    private static String opaque(String etag) {
        return etag.startsWith("W/") ? etag.substring(2) : etag;
    }

    /** A tag may have commas within its quotes; what has none is taken as it is. */
    private static List<String> split(String list) {
        List<String> tags = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i <= list.length(); i++) {
            char c = i < list.length() ? list.charAt(i) : ',';
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && (!quoted || i == list.length())) {
                tags.add(list.substring(from, i).strip());
                from = i + 1;
            }
        }
        return tags;
    }
}
