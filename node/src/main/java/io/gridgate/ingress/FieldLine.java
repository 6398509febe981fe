package io.gridgate.ingress;

import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.GatewayException;
import io.gridgate.http.FieldNames;
import io.gridgate.http.Grammar;
import io.gridgate.http.Headers;
import java.nio.charset.StandardCharsets;

/**
 * The grammar of one field line (RFC 9112 5): a token, a colon with no space before it, a value.
 *
 * <p>Thread-safety: stateless.
 */
final class FieldLine {

    static final int FIELDS_MAX = 200;

    private FieldLine() {}

    /** Adds the field of that line, whose octets the {@link LineReader} has checked; returns its name. */
    static String parse(byte[] octets, int from, int to, Headers into) {
        if (octets[from] == ' ' || octets[from] == '\t') {
            throw GatewayException.of(ErrorCode.BAD_REQUEST, "a field is folded over two lines");
        }
        int colon = from;
        while (colon < to && Grammar.isTokenOctet(octets[colon])) {
            colon++;
        }
        if (colon == from || colon == to || octets[colon] != ':') {
            throw GatewayException.of(ErrorCode.BAD_REQUEST, "a field name is not a token followed by a colon");
        }
        if (into.size() >= FIELDS_MAX) {
            throw GatewayException.of(ErrorCode.HEADERS_TOO_LARGE, "the request has more than " + FIELDS_MAX + " fields");
        }
        int start = colon + 1;
        int end = to;
        while (start < end && isBlank(octets[start])) {
            start++;
        }
        while (end > start && isBlank(octets[end - 1])) {
            end--;
        }
        String name = FieldNames.of(octets, from, colon);
        into.add(name, new String(octets, start, end - start, StandardCharsets.ISO_8859_1));
        return name;
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }
}
