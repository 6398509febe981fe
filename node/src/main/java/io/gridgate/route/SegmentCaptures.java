package io.gridgate.route;

import io.gridgate.config.route.PathPattern;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which segments of a path a pattern captures, and under which names.
 *
 * <p>Thread-safety: immutable.
 *
 * @param names of each segment up to the last that is captured; null: that one is not
 */
record SegmentCaptures(List<@Nullable String> names) {

    private static final SegmentCaptures NONE = new SegmentCaptures(List.of());

    /** Returns the captures of a pattern behind that many segments. */
    static SegmentCaptures of(PathPattern path, int prefixSegments) {
        if (!(path instanceof PathPattern.Wildcard wildcard) || path.captures().isEmpty()) {
            return NONE;
        }
        List<@Nullable String> names = new ArrayList<>();
        for (int i = 0; i < prefixSegments; i++) {
            names.add(null);
        }
        for (PathPattern.Segment segment : wildcard.segments()) {
            names.add(segment instanceof PathPattern.Segment.Capture(String name) ? name : null);
        }
        while (names.getLast() == null) {
            names.removeLast();
        }
        return new SegmentCaptures(Collections.unmodifiableList(names));
    }

    /** Returns what that path, which the pattern matches, has at its captured segments; key: name → value: decoded. */
    Map<String, String> of(String requestPath) {
        Map<String, String> values = HashMap.newHashMap(4);
        int from = 1;
        for (int i = 0; i < names.size(); i++) {
            int slash = requestPath.indexOf('/', from);
            int to = slash < 0 ? requestPath.length() : slash;
            String name = names.get(i);
            if (name != null) {
                values.put(name, Captures.decode(requestPath.substring(from, to)));
            }
            from = Math.min(to + 1, requestPath.length());
        }
        return values;
    }
}
