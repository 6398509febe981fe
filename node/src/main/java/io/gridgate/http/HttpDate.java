package io.gridgate.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Dates of HTTP fields: written as IMF-fixdate, read in all three forms.
 *
 * <p>Thread-safety: stateless. Source: RFC 9110 5.6.7.
 */
public final class HttpDate {

    private static final DateTimeFormatter FIXDATE = strict("EEE, dd MMM uuuu HH:mm:ss 'GMT'");
    private static final DateTimeFormatter ASCTIME = strict("EEE MMM ppd HH:mm:ss uuuu");
    /** A year of two digits lies in 1970 to 2069, which is within 50 years of now for as long as the form will be met. */
    private static final DateTimeFormatter RFC850 = new DateTimeFormatterBuilder().appendPattern("EEEE, dd-MMM-")
            .appendValueReduced(ChronoField.YEAR, 2, 2, 1970).appendPattern(" HH:mm:ss 'GMT'").toFormatter(Locale.US)
            .withResolverStyle(ResolverStyle.STRICT);
    private static final List<DateTimeFormatter> FORMS = List.of(FIXDATE, RFC850, ASCTIME);

    private HttpDate() {}

    private static DateTimeFormatter strict(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.US).withResolverStyle(ResolverStyle.STRICT);
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
            try {
                return OptionalLong.of(LocalDateTime.parse(text, form).toInstant(ZoneOffset.UTC).toEpochMilli());
            } catch (DateTimeException e) {
                // Perhaps another form.
            }
        }
        return OptionalLong.empty();
    }
}
