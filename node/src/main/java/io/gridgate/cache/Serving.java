package io.gridgate.cache;

import io.gridgate.exchange.Body;
import io.gridgate.exchange.Request;
import io.gridgate.exchange.Response;
import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import io.gridgate.http.HttpDate;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Answers from what is stored: whole, a part of it, or that the client has it already.
 *
 * <p>Thread-safety: stateless. Source: RFC 9110 13.2.2 and 14, RFC 9111 4.3.2.
 */
final class Serving {

    private Serving() {}

    /**
     * Returns the answer to the request.
     *
     * @param status what {@code Cache-Status} says of it
     */
    static Response answer(StoredAnswer stored, Request request, String status, long nowMillis) {
        Headers fields = stored.fields().copy();
        fields.add(CacheFields.AGE, Long.toString(stored.ageSeconds(nowMillis)));
        fields.add(CacheFields.CACHE_STATUS, status);
        if ((stored.status() == 200 || stored.status() == 206) && isNotModified(request.headers(), stored)) {
            return notModified(fields);
        }
        if (request.isHead()) {
            fields.set(HeaderNames.CONTENT_LENGTH, Integer.toString(stored.body().length));
            return new Response(stored.status(), fields, Body.empty());
        }
        String range = request.headers().first(CacheFields.RANGE);
        if (range != null && stored.status() == 200 && isRangeWanted(request.headers(), stored)) {
            return part(range, fields, stored.body(), new Part(0, stored.body().length - 1, stored.body().length));
        }
        Part part = range != null && stored.status() == 206 ? Part.of(fields) : null;
        if (range != null && part != null) {
            return part(range, fields, stored.body(), part);
        }
        return new Response(stored.status(), fields, Body.of(stored.body()));
    }

    /** Returns that the client has this answer already. */
    static Response notModified(Headers answer) {
        return Response.of(304, CacheFields.ofNotModified(answer));
    }

    /** Returns whether the request's conditions say that the client has this answer of 200. */
    static boolean isNotModified(Headers request, StoredAnswer stored) {
        return isNotModified(request, stored.etag(), stored.modifiedAtMillis());
    }

    /** Returns the same of an answer that was just received. */
    static boolean isNotModified(Headers request, @Nullable String etag, long modifiedAtMillis) {
        String none = request.joined(CacheFields.IF_NONE_MATCH);
        if (none != null) {
            return none.strip().equals("*") || etag != null && EntityTags.listHas(none, etag);
        }
        OptionalLong since = HttpDate.parse(request.first(CacheFields.IF_MODIFIED_SINCE));
        return since.isPresent() && modifiedAtMillis / 1000 <= since.getAsLong() / 1000;
    }

    /** Returns whether the request's condition lets it have a range of what is stored. */
    static boolean isRangeWanted(Headers request, StoredAnswer stored) {
        String condition = request.first(CacheFields.IF_RANGE);
        if (condition == null) {
            return true;
        }
        String etag = stored.etag();
        if (condition.startsWith("\"")) {
            return condition.equals(etag);
        }
        return !condition.startsWith("W/") && condition.equals(stored.lastModified());
    }

    /** Returns the one range that is asked for; the whole answer when several are, or the field is not understood. */
    private static Response part(String range, Headers fields, byte[] body, Part stored) {
        ByteRange wanted = ByteRange.parse(range, stored.whole());
        if (wanted == null) {
            return new Response(200, fields, Body.of(body));
        }
        if (wanted.isUnsatisfiable()) {
            fields.removeIf(name -> name.equalsIgnoreCase(HeaderNames.CONTENT_TYPE) || name.equalsIgnoreCase("Content-Encoding"));
            fields.set(CacheFields.CONTENT_RANGE, "bytes */" + stored.whole());
            return Response.of(416, fields);
        }
        fields.set(CacheFields.CONTENT_RANGE, "bytes " + wanted.first() + '-' + wanted.last() + '/' + stored.whole());
        int from = wanted.first() - stored.first();
        return new Response(206, fields, Body.of(Arrays.copyOfRange(body, from, from + wanted.length())));
    }
}
