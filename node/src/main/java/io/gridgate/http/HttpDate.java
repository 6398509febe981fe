package io.gridgate.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
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

    private static final DateTimeFormatter FIXDATE = DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.US);
    private static final List<String> MONTHS = List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");
    private static final List<String> DAYS = List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");
    private static final int SHORT_DAY = 3;
    /** A year of two digits lies in 1970 to 2069, which is within 50 years of now for as long as the form will be met. */
    private static final int CENTURY_PIVOT = 70;

    private HttpDate() {}

    /** Returns the date as IMF-fixdate; {@code millis} since 1970. */
    public static String format(long millis) {
        return FIXDATE.format(Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC));
    }

    /** Returns the date in milliseconds since 1970; empty when there is none or it is malformed. */
    public static OptionalLong parse(@Nullable String text) {
        if (text == null) {
            return OptionalLong.empty();
        }
        try {
            int comma = text.indexOf(',');
            return comma < 0 ? asctime(text) : comma == SHORT_DAY ? fixdate(text) : rfc850(text, comma);
        } catch (DateTimeException e) {
            return OptionalLong.empty();
        }
    }

    /** {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
    private static OptionalLong fixdate(String text) {
        boolean formed = text.length() == 29 && isDay(text, SHORT_DAY) && text.startsWith(", ", 3) && text.charAt(7) == ' '
                && text.charAt(11) == ' ' && text.charAt(16) == ' ' && text.regionMatches(true, 25, " GMT", 0, 4);
        return formed ? date(number(text, 12, 4), month(text, 8), number(text, 5, 2), time(text, 17)) : OptionalLong.empty();
    }

    /** {@code Sunday, 06-Nov-94 08:49:37 GMT}. */
    private static OptionalLong rfc850(String text, int comma) {
        boolean formed = text.length() == comma + 24 && isDay(text, comma) && text.charAt(comma + 1) == ' ' && text.charAt(comma + 4) == '-'
                && text.charAt(comma + 8) == '-' && text.charAt(comma + 11) == ' ' && text.regionMatches(true, comma + 20, " GMT", 0, 4);
        if (!formed) {
            return OptionalLong.empty();
        }
        int year = number(text, comma + 9, 2);
        int century = year >= CENTURY_PIVOT ? 1900 : 2000;
        return date(year < 0 ? year : century + year, month(text, comma + 5), number(text, comma + 2, 2), time(text, comma + 12));
    }

    /** {@code Sun Nov  6 08:49:37 1994}. */
    private static OptionalLong asctime(String text) {
        boolean formed = text.length() == 24 && isDay(text, SHORT_DAY) && text.charAt(3) == ' ' && text.charAt(7) == ' '
                && text.charAt(10) == ' ' && text.charAt(19) == ' ';
        if (!formed) {
            return OptionalLong.empty();
        }
        int day = text.charAt(8) == ' ' ? number(text, 9, 1) : number(text, 8, 2);
        return date(number(text, 20, 4), month(text, 4), day, time(text, 11));
    }

    private static OptionalLong date(int year, int month, int day, int secondOfDay) {
        if (year < 0 || secondOfDay < 0) {
            return OptionalLong.empty();
        }
        return OptionalLong.of((LocalDate.of(year, month, day).toEpochDay() * 86_400 + secondOfDay) * 1000);
    }

    /** Returns the second of the day, where a minute may have 61; -1: it is none. */
    private static int time(String text, int at) {
        int hour = number(text, at, 2);
        int minute = number(text, at + 3, 2);
        int second = number(text, at + 6, 2);
        boolean isOne = text.charAt(at + 2) == ':' && text.charAt(at + 5) == ':' && hour >= 0 && hour < 24 && minute >= 0 && minute < 60
                && second >= 0 && second <= 60;
        return isOne ? hour * 3_600 + minute * 60 + second : -1;
    }

    /** Returns whether the text begins with the name of a day, or with as many letters of it. */
    private static boolean isDay(String text, int length) {
        for (String day : DAYS) {
            if ((length == SHORT_DAY || length == day.length()) && text.regionMatches(true, 0, day, 0, length)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the month from 1 on; 0: it is none. */
    private static int month(String text, int at) {
        for (int i = 0; i < MONTHS.size(); i++) {
            if (text.regionMatches(true, at, MONTHS.get(i), 0, 3)) {
                return i + 1;
            }
        }
        return 0;
    }

    /** Returns the number of so many digits; -1: they are none. */
    private static int number(String text, int at, int digits) {
        int number = 0;
        for (int i = at; i < at + digits; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
