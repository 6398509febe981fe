package io.gridgate.upstream.codec;

import io.gridgate.http.FieldNames;
import io.gridgate.http.Grammar;
import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import java.nio.charset.StandardCharsets;
import org.apache.hc.core5.http.ContentLengthStrategy;

/**
 * Reads the head of an answer by the letter of RFC 9112 4, 5 and 6.3, and decides its framing.
 *
 * <p>Refused: another version than 1.0 and 1.1, a status outside 100 to 599, 101 (nobody asked for it), folded lines, blanks
 * before the colon, control octets, more than {@link #FIELDS_MAX} fields, Content-Length beside Transfer-Encoding, more than
 * one Content-Length, one that is no number, a Transfer-Encoding that is not exactly {@code chunked} or comes with 1.0.
 *
 * <p>Thread-safety: stateless.
 */
final class AnswerGrammar {

    /** The most fields of one head or of one set of trailers. */
    static final int FIELDS_MAX = 200;

    private static final int STATUS_LINE_MIN = 12;
    private static final int LENGTH_DIGITS_MAX = 18;

    private AnswerGrammar() {}

    /**
     * Returns the head that these octets are.
     *
     * @param end the index after the empty line; every line ends in CR LF
     */
    static AnswerHead parse(byte[] octets, int end) throws BadAnswerException {
        int lineEnd = lineEnd(octets, 0);
        boolean http11 = checkVersion(octets, lineEnd);
        int status = status(octets, lineEnd);
        Headers fields = fields(octets, lineEnd + 2, end - 2);
        long length = framing(fields, http11);
        return new AnswerHead(status, fields, length, http11 && !fields.hasToken(HeaderNames.CONNECTION, "close"));
    }

    /** Returns the fields of the lines from {@code from} up to {@code to}. */
    static Headers fields(byte[] octets, int from, int to) throws BadAnswerException {
        Headers fields = new Headers();
        for (int at = from; at < to;) {
            int lineEnd = lineEnd(octets, at);
            if (fields.size() == FIELDS_MAX) {
                throw new BadAnswerException("more than " + FIELDS_MAX + " fields");
            }
            addField(fields, octets, at, lineEnd);
            at = lineEnd + 2;
        }
        return fields;
    }

    private static int lineEnd(byte[] octets, int from) {
        int at = from;
        while (octets[at] != '\n') {
            at++;
        }
        return at - 1;
    }

    private static boolean checkVersion(byte[] octets, int lineEnd) throws BadAnswerException {
        if (lineEnd < STATUS_LINE_MIN || octets[8] != ' ' || octets[7] != '0' && octets[7] != '1') {
            throw new BadAnswerException("the status line is malformed or of another version");
        }
        return octets[7] == '1';
    }

    private static int status(byte[] octets, int lineEnd) throws BadAnswerException {
        int status = 0;
        for (int i = 9; i < STATUS_LINE_MIN; i++) {
            int digit = octets[i] - '0';
            if (digit < 0 || digit > 9) {
                throw new BadAnswerException("the status is no number");
            }
            status = status * 10 + digit;
        }
        if (status < 100 || status > 599 || status == 101) {
            throw new BadAnswerException("the status " + status + " is no answer to this request");
        }
        if (lineEnd > STATUS_LINE_MIN) {
            if (octets[STATUS_LINE_MIN] != ' ') {
                throw new BadAnswerException("the status is followed by no space");
            }
            checkValue(octets, STATUS_LINE_MIN, lineEnd);
        }
        return status;
    }

    private static void addField(Headers fields, byte[] octets, int from, int lineEnd) throws BadAnswerException {
        int colon = from;
        while (colon < lineEnd && Grammar.isTokenOctet(octets[colon])) {
            colon++;
        }
        if (colon == from || colon == lineEnd || octets[colon] != ':') {
            throw new BadAnswerException("a field has no valid name");
        }
        int start = colon + 1;
        int end = lineEnd;
        while (start < end && isBlank(octets[start])) {
            start++;
        }
        while (end > start && isBlank(octets[end - 1])) {
            end--;
        }
        checkValue(octets, start, end);
        fields.add(FieldNames.of(octets, from, colon), text(octets, start, end));
    }

    private static void checkValue(byte[] octets, int from, int to) throws BadAnswerException {
        for (int i = from; i < to; i++) {
            if (!Grammar.isFieldOctet(octets[i] & 0xff)) {
                throw new BadAnswerException("the head has a control octet: 0x" + Integer.toHexString(octets[i] & 0xff));
            }
        }
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    private static String text(byte[] octets, int from, int to) {
        return new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** RFC 9112 6.3, with everything that two readers could read in two ways refused. */
    private static long framing(Headers fields, boolean http11) throws BadAnswerException {
        int lengths = fields.count(HeaderNames.CONTENT_LENGTH);
        int codings = fields.count(HeaderNames.TRANSFER_ENCODING);
        if (codings > 0) {
            String coding = fields.first(HeaderNames.TRANSFER_ENCODING);
            if (codings > 1 || lengths > 0 || !http11 || !"chunked".equalsIgnoreCase(coding)) {
                throw new BadAnswerException("the transfer coding is not exactly chunked, or comes with a length or with HTTP/1.0");
            }
            return ContentLengthStrategy.CHUNKED;
        }
        if (lengths > 1) {
            throw new BadAnswerException("the answer has " + lengths + " lengths");
        }
        String length = fields.first(HeaderNames.CONTENT_LENGTH);
        return length == null ? ContentLengthStrategy.UNDEFINED : length(length);
    }

    private static long length(String text) throws BadAnswerException {
        if (text.isEmpty() || text.length() > LENGTH_DIGITS_MAX) {
            throw new BadAnswerException("the length is no number");
        }
        long length = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new BadAnswerException("the length is no number");
            }
            length = length * 10 + digit;
        }
        return length;
    }
}
