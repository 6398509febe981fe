package io.gridgate.base;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The written form of a duration in Gridgate's documents: {@code 300ms}, {@code 30s}, {@code 5m}, {@code 1 hour}.
 *
 * <p>Thread-safety: stateless.
 */
public final class DurationText {

    private static final Pattern FORM = Pattern.compile("(\\d{1,12}) ?([a-z]+)");
    private static final Map<String, Long> MILLIS_BY_UNIT = Map.ofEntries(Map.entry("ms", 1L), Map.entry("millisecond", 1L),
            Map.entry("milliseconds", 1L), Map.entry("s", 1_000L), Map.entry("sec", 1_000L), Map.entry("second", 1_000L),
            Map.entry("seconds", 1_000L), Map.entry("m", 60_000L), Map.entry("min", 60_000L), Map.entry("minute", 60_000L),
            Map.entry("minutes", 60_000L), Map.entry("h", 3_600_000L), Map.entry("hour", 3_600_000L), Map.entry("hours", 3_600_000L),
            Map.entry("d", 86_400_000L), Map.entry("day", 86_400_000L), Map.entry("days", 86_400_000L));

    private DurationText() {}

    /**
     * Returns the duration that the text states: a whole number and a unit, at most one space between.
     *
     * @throws IllegalArgumentException when the text has another form, or no unit
     */
    public static Duration parse(String text) {
        Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        Long unit = form.matches() ? MILLIS_BY_UNIT.get(form.group(2)) : null;
        if (unit == null) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a duration (expected: a number and a unit, such as 300ms, 30s, 5m, 1h, 1 day)");
        }
        return Duration.ofMillis(Math.multiplyExact(Long.parseLong(form.group(1)), unit));
    }

    /** Returns the shortest exact form, such as {@code 90s}, {@code 2m} or {@code 300ms}; parts below a millisecond are cut. */
    public static String format(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0s";
        }
        if (millis % 86_400_000L == 0) {
            return millis / 86_400_000L + "d";
        }
        if (millis % 3_600_000L == 0) {
            return millis / 3_600_000L + "h";
        }
        if (millis % 60_000L == 0) {
            return millis / 60_000L + "m";
        }
        return millis % 1_000L == 0 ? millis / 1_000L + "s" : millis + "ms";
    }
}
