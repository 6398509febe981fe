package io.gridgate.http;

/**
 * The character classes of RFC 9110 5.6 and RFC 3986, as tables.
 *
 * <p>Thread-safety: stateless.
 */
public final class Grammar {

    private static final boolean[] TOKEN = table("!#$%&'*+-.^_`|~", true);
    private static final boolean[] UNRESERVED = table("-._~", true);

    private Grammar() {}

    /** Returns whether the octet (0 to 255) may stand in a token (RFC 9110 5.6.2). */
    public static boolean isTokenOctet(int octet) {
        return octet >= 0 && octet < 128 && TOKEN[octet];
    }

    /** Returns whether the text is a token: not empty, only token characters. */
    public static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isTokenOctet(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** Returns whether the octet may stand in a field value: visible, space, tab or obs-text (RFC 9110 5.5). */
    public static boolean isFieldOctet(int octet) {
        return octet >= 0x20 && octet != 0x7f || octet == '\t';
    }

    /** Returns whether every character may stand in a field value. */
    public static boolean isFieldValue(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c > 0xff || !isFieldOctet(c)) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether the character needs no percent-encoding anywhere (RFC 3986 2.3). */
    public static boolean isUnreserved(int c) {
        return c >= 0 && c < 128 && UNRESERVED[c];
    }

    /** Returns 0 to 15, or -1 when the character is no hexadecimal digit. */
    public static int hexDigit(int c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }

    /** Returns whether the comma-separated list has the token, without case and ignoring blanks and parameters' absence. */
    static boolean listHas(String list, String token) {
        if (list.length() == token.length()) {
            return list.equalsIgnoreCase(token);
        }
        int from = 0;
        while (from <= list.length()) {
            int comma = list.indexOf(',', from);
            int to = comma < 0 ? list.length() : comma;
            if (trimmedEquals(list, from, to, token)) {
                return true;
            }
            from = to + 1;
        }
        return false;
    }

    private static boolean trimmedEquals(String text, int from, int to, String token) {
        int start = from;
        int end = to;
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return end - start == token.length() && text.regionMatches(true, start, token, 0, token.length());
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean[] table(String extra, boolean alphanumeric) {
        boolean[] table = new boolean[128];
        for (int c = 0; c < 128; c++) {
            boolean letterOrDigit = c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
            table[c] = alphanumeric && letterOrDigit || extra.indexOf(c) >= 0;
        }
        return table;
    }
}
