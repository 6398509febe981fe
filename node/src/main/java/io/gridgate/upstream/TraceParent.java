package io.gridgate.upstream;

import java.util.concurrent.ThreadLocalRandom;

/**
 * The {@code traceparent} of a request (W3C Trace Context 3.2).
 *
 * <p>Thread-safety: stateless.
 */
final class TraceParent {

    static final String TRACESTATE = "tracestate";

    private static final int LENGTH = 55;
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private TraceParent() {}

    /** Returns whether the text is a trace that can be continued: its version may be newer, then more may follow. */
    static boolean isValid(String text) {
        if (text.length() < LENGTH || text.charAt(2) != '-' || text.charAt(35) != '-' || text.charAt(52) != '-') {
            return false;
        }
        boolean known = text.startsWith("00");
        if (text.startsWith("ff") || known && text.length() != LENGTH || !known && text.length() > LENGTH && text.charAt(LENGTH) != '-') {
            return false;
        }
        return isHex(text, 0, 2) && isHex(text, 3, 35) && isHex(text, 36, 52) && isHex(text, 53, 55) && !isZero(text, 3, 35)
                && !isZero(text, 36, 52);
    }

    /** Returns a new trace that nobody samples. */
    static String start() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        char[] text = new char[LENGTH];
        text[0] = '0';
        text[1] = '0';
        text[2] = '-';
        hex(text, 3, random.nextLong());
        hex(text, 19, random.nextLong() | 1);
        text[35] = '-';
        hex(text, 36, random.nextLong() | 1);
        text[52] = '-';
        text[53] = '0';
        text[54] = '0';
        return new String(text);
    }

    private static void hex(char[] to, int at, long value) {
        for (int i = 0; i < 16; i++) {
            to[at + i] = HEX[(int) (value >>> 60 - 4 * i) & 15];
        }
    }

    private static boolean isHex(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isZero(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) != '0') {
                return false;
            }
        }
        return true;
    }
}
