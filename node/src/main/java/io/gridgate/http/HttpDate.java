package io.gridgate.http;

import java.text.ParsePosition;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Dates of HTTP fields: written as IMF-fixdate, read in all three forms, whatever the case of their names (RFC 9111 4.2) and whatever day of the week
 * they give.
 *
 * <p>Thread-safety: stateless. Source: RFC 9110 5.6.7.
 */
public final class HttpDate {

    private static final DateTimeFormatter FIXDATE = form().appendPattern("EEE, dd MMM ").appendValue(ChronoField.YEAR, 4)
            .appendPattern(" HH:mm:ss 'GMT'").toFormatter(Locale.US);
    private static final DateTimeFormatter ASCTIME = form().appendPattern("EEE MMM ppd HH:mm:ss ").appendValue(ChronoField.YEAR, 4)
            .toFormatter(Locale.US);
    /** A year of two digits lies in 1970 to 2069, which is within 50 years of now for as long as the form will be met. */
    private static final DateTimeFormatter RFC850 = form().appendPattern("EEEE, dd-MMM-").appendValueReduced(ChronoField.YEAR, 2, 2, 1970)
            .appendPattern(" HH:mm:ss 'GMT'").toFormatter(Locale.US);
    private static final List<DateTimeFormatter> FORMS = List.of(FIXDATE, RFC850, ASCTIME);
    /** A leap second. */
    private static final long SECOND_MAX = 60;

    private HttpDate() {}

    private static DateTimeFormatterBuilder form() {
        return new DateTimeFormatterBuilder().parseCaseInsensitive();
    }

    /** Returns the date as IMF-fixdate; {@code millis} since 1970. */
    public static String format(long millis) {
        return FIXDATE.format(Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC));
    }

    /** Returns the date in milliseconds since 1970; empty when there is none or it is malformed. */
    public static OptionalLong parse(@Nullable String text) {
        if (text == null) {
            return OptionalLong.empty();
        }
        for (DateTimeFormatter form : FORMS) {
            ParsePosition position = new ParsePosition(0);
            TemporalAccessor fields = form.parseUnresolved(text, position);
            if (fields != null && position.getIndex() == text.length()) {
                return resolve(fields);
            }
        }
        return OptionalLong.empty();
    }

    /** By hand, since the formatter knows no leap second and insists on the right day of the week. */
    private static OptionalLong resolve(TemporalAccessor fields) {
        long second = fields.getLong(ChronoField.SECOND_OF_MINUTE);
        if (second > SECOND_MAX) {
            return OptionalLong.empty();
        }
        try {
            LocalDateTime minute = LocalDateTime.of(field(fields, ChronoField.YEAR), field(fields, ChronoField.MONTH_OF_YEAR),
                    field(fields, ChronoField.DAY_OF_MONTH), field(fields, ChronoField.HOUR_OF_DAY),
                    field(fields, ChronoField.MINUTE_OF_HOUR));
            return OptionalLong.of(minute.plusSeconds(second).toInstant(ZoneOffset.UTC).toEpochMilli());
        } catch (DateTimeException e) {
            return OptionalLong.empty();
        }
    }

    private static int field(TemporalAccessor fields, ChronoField field) {
        return Math.toIntExact(fields.getLong(field));
    }
}
