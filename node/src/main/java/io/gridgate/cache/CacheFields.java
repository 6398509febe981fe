package io.gridgate.cache;

import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import io.gridgate.http.HopByHop;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The fields that caching is about, and what becomes of the others when an answer is stored.
 *
 * <p>Thread-safety: stateless.
 */
final class CacheFields {

    static final String ACCEPT_RANGES = "Accept-Ranges";
    static final String AGE = "Age";
    static final String CACHE_CONTROL = "Cache-Control";
    static final String CACHE_STATUS = "Cache-Status";
    static final String CACHE_TAG = "Cache-Tag";
    static final String CDN_CACHE_CONTROL = "CDN-Cache-Control";
    static final String CONTENT_LOCATION = "Content-Location";
    static final String CONTENT_RANGE = "Content-Range";
    static final String ETAG = "ETag";
    static final String EXPIRES = "Expires";
    static final String IF_MATCH = "If-Match";
    static final String IF_MODIFIED_SINCE = "If-Modified-Since";
    static final String IF_NONE_MATCH = "If-None-Match";
    static final String IF_RANGE = "If-Range";
    static final String IF_UNMODIFIED_SINCE = "If-Unmodified-Since";
    static final String LAST_MODIFIED = "Last-Modified";
    static final String PRAGMA = "Pragma";
    static final String RANGE = "Range";
    static final String SET_COOKIE = "Set-Cookie";
    static final String SURROGATE_KEY = "Surrogate-Key";
    static final String VARY = "Vary";

    /** What a 304 does not change, because the body that is stored has it (RFC 9111 3.2). */
    private static final Set<String> OF_THE_BODY = Set.of("content-encoding", "content-range", "content-length", "content-md5");
    /** What an answer of 304 tells (RFC 9110 15.4.5). */
    private static final Set<String> OF_NOT_MODIFIED = Set.of("cache-control", "content-location", "date", "etag", "expires", "vary",
            "last-modified", "cdn-cache-control", "set-cookie");

    private CacheFields() {}

    /** Returns the fields of an answer as they are stored, without those that are named. */
    static Headers stored(Headers received, List<String> without) {
        Headers fields = received.copy();
        HopByHop.strip(fields);
        fields.removeIf(name -> name.equalsIgnoreCase(AGE) || name.equalsIgnoreCase(HeaderNames.CONTENT_LENGTH)
                || name.equalsIgnoreCase("Proxy-Authentication-Info") || without.stream().anyMatch(name::equalsIgnoreCase));
        return fields;
    }

    /** Returns the stored fields with those of a 304 in the place of theirs. */
    static Headers updated(Headers stored, Headers notModified) {
        Headers fields = stored.copy();
        for (int i = 0; i < notModified.size(); i++) {
            if (!isOfTheBody(notModified.name(i))) {
                fields.remove(notModified.name(i));
            }
        }
        for (int i = 0; i < notModified.size(); i++) {
            if (!isOfTheBody(notModified.name(i))) {
                fields.add(notModified.name(i), notModified.value(i));
            }
        }
        return fields;
    }

    private static boolean isOfTheBody(String name) {
        return OF_THE_BODY.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Returns those of an answer that its 304 has too. */
    static Headers ofNotModified(Headers answer) {
        Headers fields = answer.copy();
        fields.removeIf(name -> !OF_NOT_MODIFIED.contains(name.toLowerCase(Locale.ROOT)) && !name.equalsIgnoreCase(AGE)
                && !name.equalsIgnoreCase(CACHE_STATUS));
        return fields;
    }

    /** Removes what makes a request conditional or partial, so that the answer is whole. */
    static void makeWhole(Headers request) {
        for (String name : List.of(IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE, IF_UNMODIFIED_SINCE, RANGE)) {
            request.remove(name);
        }
    }
}
