package io.gridgate.cache;

import io.gridgate.http.CacheControl;
import io.gridgate.http.Headers;
import java.util.HashMap;
import java.util.Map;
import org.greenbytes.http.sfv.BooleanItem;
import org.greenbytes.http.sfv.Dictionary;
import org.greenbytes.http.sfv.IntegerItem;
import org.greenbytes.http.sfv.ListElement;
import org.greenbytes.http.sfv.ParseException;
import org.greenbytes.http.sfv.Parser;
import org.jspecify.annotations.Nullable;

/**
 * The directives that a cache like this one goes by: those of {@code CDN-Cache-Control} alone where an answer has a sound one, else those of
 * {@code Cache-Control}.
 *
 * @param control the directives
 * @param isTargeted whether {@code Cache-Control} and {@code Expires} say nothing to this cache
 *
 * <p>Thread-safety: immutable. Source: RFC 9213 2.
 */
record Directives(CacheControl control, boolean isTargeted) {

    static Directives of(Headers answer) {
        String targeted = answer.joined(CacheFields.CDN_CACHE_CONTROL);
        if (targeted != null) {
            Map<String, @Nullable String> directives = parse(targeted);
            if (!directives.isEmpty()) {
                return new Directives(CacheControl.of(directives), true);
            }
        }
        return new Directives(CacheControl.parse(answer.joined(CacheFields.CACHE_CONTROL)), false);
    }

    /** Returns the members that a directive can be made of; none when the field is no dictionary. */
    private static Map<String, @Nullable String> parse(String field) {
        Map<String, @Nullable String> directives = new HashMap<>();
        try {
            Dictionary dictionary = Parser.parseDictionary(field);
            for (Map.Entry<String, ListElement<?>> member : dictionary.get().entrySet()) {
                switch (member.getValue()) {
                    case BooleanItem flag when flag.get() -> directives.put(member.getKey(), null);
                    case IntegerItem number -> directives.put(member.getKey(), number.get().toString());
                    default -> {
                        // RFC 9213 2.1: of an unexpected type, so it is not there.
                    }
                }
            }
        } catch (ParseException e) {
            return Map.of();
        }
        return directives;
    }
}
