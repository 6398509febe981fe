package io.gridgate.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The directives of {@code Cache-Control}, of a request or of an answer.
 *
 * <p>Lenient where the RFC is: unknown directives are kept, names have no case, an argument may be a token or a quoted string. A number of seconds
 * that is none counts as 0, that is as stale; one that is too large counts as 2^31 (RFC 9111 1.2.2). Of a repeated directive the first counts.
 *
 * <p>Thread-safety: immutable. Source: RFC 9111 5.2.
 */
public final class CacheControl {

    /** Of a message without the field. */
    public static final CacheControl NONE = new CacheControl(Map.of());

    private static final long SECONDS_MAX = 1L << 31;

    /** key: name in lower case → value: argument, null: none. */
    private final Map<String, @Nullable String> directives;

    private CacheControl(Map<String, @Nullable String> directives) {
        this.directives = directives;
    }

    /** Returns the directives of the field with all its values joined; null: none. */
    public static CacheControl parse(@Nullable String field) {
        if (field == null) {
            return NONE;
        }
        Map<String, @Nullable String> directives = new LinkedHashMap<>();
        for (String part : split(field)) {
            int equals = part.indexOf('=');
            String name = (equals < 0 ? part : part.substring(0, equals)).toLowerCase(Locale.ROOT);
            if (!name.isEmpty() && !directives.containsKey(name)) {
                directives.put(name, equals < 0 ? null : part.substring(equals + 1));
            }
        }
        return new CacheControl(directives);
    }

    /** Returns directives that were read elsewhere, such as from a targeted field; key: name, value: argument or null. */
    public static CacheControl of(Map<String, @Nullable String> directives) {
        return new CacheControl(new LinkedHashMap<>(directives));
    }

    /** Returns the members of a list with white space around them removed; a comma within quotes divides nothing. */
    static List<String> split(String field) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                parts.add(field.substring(from, i).strip());
                from = i + 1;
            }
        }
        parts.add(field.substring(from).strip());
        return parts;
    }

    /** Returns whether the directive is there, with or without an argument. */
    public boolean has(String name) {
        return directives.containsKey(name);
    }

    /** Returns whether the directive is there without an argument, so that it speaks of the whole message. */
    public boolean hasUnqualified(String name) {
        String argument = directives.get(name);
        return directives.containsKey(name) && (argument == null || unquoted(argument).isBlank());
    }

    /** Returns the field names that the argument of the directive lists; empty when it has none. */
    public List<String> fields(String name) {
        String argument = directives.get(name);
        return argument == null ? List.of()
                : split(unquoted(argument)).stream().filter(Grammar::isToken).toList();
    }

    /** Returns the seconds (>= 0) of the directive; empty when it is not there. */
    public OptionalLong seconds(String name) {
        return directives.containsKey(name) ? OptionalLong.of(argumentSeconds(directives.get(name))) : OptionalLong.empty();
    }

    /** Returns the seconds of the directive, {@code otherwise} when it has no argument; empty when it is not there. */
    public OptionalLong secondsOr(String name, long otherwise) {
        String argument = directives.get(name);
        return !directives.containsKey(name) ? OptionalLong.empty()
                : OptionalLong.of(argument == null ? otherwise : argumentSeconds(argument));
    }

    private static long argumentSeconds(@Nullable String argument) {
        return argument == null ? 0 : deltaSeconds(unquoted(argument));
    }

    /** Returns the seconds that the digits say, 2^31 at most; 0 where they are none (RFC 9111 1.2.2). */
    public static long deltaSeconds(String digits) {
        long seconds = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            seconds = Math.min(SECONDS_MAX, seconds * 10 + digit);
        }
        return seconds;
    }

    private static String unquoted(String argument) {
        boolean quoted = argument.length() >= 2 && argument.startsWith("\"") && argument.endsWith("\"");
        return quoted ? argument.substring(1, argument.length() - 1).replaceAll("\\\\(.)", "$1") : argument;
    }

    @Override
    public String toString() {
        return directives.toString();
    }
}
