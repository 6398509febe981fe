package io.gridgate.base;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The written form of a number of octets in Gridgate's documents: {@code 64KiB}, {@code 10MB}, or a bare number.
 *
 * <p>Thread-safety: stateless.
 */
public final class ByteSize {

    private static final Pattern FORM = Pattern.compile("(\\d{1,15}) ?([a-z]*)");
    private static final Map<String, Long> FACTOR_BY_UNIT = Map.of("", 1L, "b", 1L, "kb", 1_000L, "mb", 1_000_000L, "gb", 1_000_000_000L,
            "kib", 1L << 10, "mib", 1L << 20, "gib", 1L << 30);

    private ByteSize() {}

    /**
     * Returns the number of octets that the text states.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static long parse(String text) {
        Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        Long factor = form.matches() ? FACTOR_BY_UNIT.get(form.group(2)) : null;
        if (factor == null) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a size (expected: a number of bytes, or one with KB, KiB, MB, MiB, GB, GiB)");
        }
        return Math.multiplyExact(Long.parseLong(form.group(1)), factor);
    }

    /** Returns the shortest exact form, such as {@code 64KiB}, {@code 10MB} or {@code 1500}. */
    public static String format(long bytes) {
        String[] units = {"GiB", "GB", "MiB", "MB", "KiB", "KB"};
        for (String unit : units) {
            long factor = FACTOR_BY_UNIT.getOrDefault(unit.toLowerCase(Locale.ROOT), 1L);
            if (bytes != 0 && bytes % factor == 0) {
                return bytes / factor + unit;
            }
        }
        return Long.toString(bytes);
    }
}
