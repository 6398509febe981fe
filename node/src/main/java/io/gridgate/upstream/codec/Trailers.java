package io.gridgate.upstream.codec;

import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import io.gridgate.http.HopByHop;

/**
 * The rules of fields after a body.
 *
 * <p>Thread-safety: stateless.
 */
public final class Trailers {

    private Trailers() {}

    /** Drops the fields that have no business in trailers (RFC 9110 6.5.1), in place, and returns the rest. */
    public static Headers endToEnd(Headers fields) {
        fields.removeIf(name -> HopByHop.isHopByHop(name) || name.equalsIgnoreCase(HeaderNames.CONTENT_LENGTH)
                || name.equalsIgnoreCase(HeaderNames.HOST));
        return fields;
    }
}
