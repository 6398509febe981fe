package io.gridgate.config.shape;

import io.gridgate.base.ByteSize;
import io.gridgate.base.DurationText;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The shapes of numbers, durations, sizes and shares.
 *
 * <p>Thread-safety: stateless.
 */
public final class Quantities {

    private static final Duration DURATION_MAX = Duration.ofDays(366);

    private Quantities() {}

    /** Returns a whole number of a range, both ends in it. */
    public static ScalarShape<Integer> integer(int least, int most) {
        return ScalarShape.typed("number " + least + "-" + most, (text, plain) -> (int) number(text, plain, least, most),
                value -> value, node -> node.put("type", "integer").put("minimum", least).put("maximum", most));
    }

    /** Returns a whole number of a range, both ends in it. */
    public static ScalarShape<Long> longInteger(long least, long most) {
        return ScalarShape.typed("number " + least + "-" + most, (text, plain) -> number(text, plain, least, most),
                value -> value, node -> node.put("type", "integer").put("minimum", least).put("maximum", most));
    }

    private static long number(String text, boolean plain, long least, long most) {
        boolean digits = plain && text.matches("[-+]?[0-9]{1,18}");
        long value = digits ? Long.parseLong(text) : 0;
        if (!digits || value < least || value > most) {
            throw new IllegalArgumentException((plain ? text : "\"" + text + "\"") + " (expected: a whole number " + least + "-" + most
                    + (plain ? "" : ", without quotes") + ")");
        }
        return value;
    }

    /** Returns a TCP port. */
    public static ScalarShape<Integer> port() {
        return integer(1, 65_535);
    }

    /** Returns a TCP port, or 0 for any free one. */
    public static ScalarShape<Integer> listenPort() {
        return integer(0, 65_535);
    }

    /** Returns a duration above zero that bears its unit. */
    public static ScalarShape<Duration> duration() {
        return duration(null, Duration.ofMillis(1));
    }

    /** Returns a duration, zero included, that bears its unit. */
    public static ScalarShape<Duration> durationOrZero() {
        return duration(null, Duration.ZERO);
    }

    /** Returns a duration above zero; a bare number counts in the given unit. */
    public static ScalarShape<Duration> duration(@Nullable Duration bareUnit, Duration least) {
        String name = "duration" + (bareUnit == null ? "" : bareUnit.equals(Duration.ofSeconds(1)) ? " or seconds" : " or milliseconds");
        return ScalarShape.typed(name, (text, plain) -> {
            boolean bare = bareUnit != null && text.matches("[0-9]{1,12}");
            Duration duration = bare && bareUnit != null ? bareUnit.multipliedBy(Long.parseLong(text)) : DurationText.parse(text);
            if (duration.compareTo(least) < 0 || duration.compareTo(DURATION_MAX) > 0) {
                throw new IllegalArgumentException(text + " (expected: " + (least.isZero() ? "0s" : "1ms") + " to 366 days)");
            }
            return duration;
        }, DurationText::format, node -> {
            node.putArray("type").add("string").add("integer");
            return node;
        });
    }

    /** Returns a number of octets of a range. */
    public static ScalarShape<Long> size(long least, long most) {
        return ScalarShape.typed("size", (text, plain) -> {
            long bytes = ByteSize.parse(text);
            if (bytes < least || bytes > most) {
                throw new IllegalArgumentException(text + " (expected: " + ByteSize.format(least) + " to " + ByteSize.format(most) + ")");
            }
            return bytes;
        }, ByteSize::format, node -> {
            node.putArray("type").add("string").add("integer");
            return node;
        });
    }

    /** Returns a share, written as a percentage: {@code 20%}, {@code 0.5%}; 0.0 to 1.0 once read. */
    public static ScalarShape<Double> percent() {
        return ScalarShape.typed("percentage", (text, plain) -> {
            if (!text.matches("[0-9]{1,3}(\\.[0-9]{1,6})? ?%")) {
                throw new IllegalArgumentException("\"" + text + "\" is not a percentage (expected: 0% to 100%)");
            }
            return share(text.substring(0, text.length() - 1).strip());
        }, value -> percentText(value) + "%", node -> node.put("type", "string"));
    }

    /** Returns a share, written as a number of percent with or without its sign: {@code 5}, {@code 5%}; 0.0 to 1.0 once read. */
    public static ScalarShape<Double> percentNumber() {
        return ScalarShape.typed("percentage", (text, plain) -> {
            if (!text.matches("[0-9]{1,3}(\\.[0-9]{1,6})? ?%?")) {
                throw new IllegalArgumentException("\"" + text + "\" is not a percentage (expected: 0 to 100)");
            }
            return share(text.endsWith("%") ? text.substring(0, text.length() - 1).strip() : text);
        }, value -> percentText(value) + "%", node -> {
            node.putArray("type").add("string").add("number");
            return node;
        });
    }

    private static double share(String percent) {
        BigDecimal value = new BigDecimal(percent);
        if (value.compareTo(BigDecimal.valueOf(100)) > 0) {
            throw new IllegalArgumentException(percent + "% (expected: 0% to 100%)");
        }
        return value.movePointLeft(2).doubleValue();
    }

    private static String percentText(double share) {
        return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString();
    }
}
