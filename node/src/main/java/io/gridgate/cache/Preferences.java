package io.gridgate.cache;

import io.gridgate.http.Grammar;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a client prefers, as {@code Accept-Encoding} and {@code Accept-Language} list it: names have no case, weights have many spellings, and the
 * order says nothing.
 *
 * <p>Thread-safety: stateless. Source: RFC 9110 12.4.2, 12.5.3, 12.5.4.
 */
final class Preferences {

    private static final int WHOLE = 1_000;

    private Preferences() {}

    static boolean isListedBy(String field) {
        return field.equalsIgnoreCase("Accept-Encoding") || field.equalsIgnoreCase("Accept-Language");
    }

    /** Returns the one text of all lists that mean the same, which is its own such text; null: this is no such list. */
    static @Nullable String normal(String list) {
        List<String> members = new ArrayList<>(8);
        for (int from = 0; from <= list.length();) {
            int comma = list.indexOf(',', from);
            int to = comma < 0 ? list.length() : comma;
            String member = list.substring(from, to).strip();
            if (!member.isEmpty()) {
                String normal = member(member);
                if (normal == null) {
                    return null;
                }
                members.add(normal);
            }
            from = to + 1;
        }
        members.sort(null);
        return String.join(",", members);
    }

    private static @Nullable String member(String member) {
        int semicolon = member.indexOf(';');
        String name = (semicolon < 0 ? member : member.substring(0, semicolon).stripTrailing()).toLowerCase(Locale.ROOT);
        if (!Grammar.isToken(name)) {
            return null;
        }
        int weight = semicolon < 0 ? WHOLE : weight(member.substring(semicolon + 1).stripLeading());
        return weight < 0 ? null : weight == WHOLE ? name : name + ";q=" + text(weight);
    }

    /** Returns the weight in thousandths; -1: it is none. */
    private static int weight(String parameter) {
        if (!parameter.regionMatches(true, 0, "q=", 0, 2) || parameter.length() < 3 || parameter.length() > 7) {
            return -1;
        }
        int weight = 0;
        for (int i = 2; i < 7; i++) {
            char c = i < parameter.length() ? parameter.charAt(i) : i == 3 ? '.' : '0';
            if (i == 3 ? c != '.' : c < '0' || c > '9') {
                return -1;
            }
            weight = i == 3 ? weight : weight * 10 + c - '0';
        }
        return weight > WHOLE ? -1 : weight;
    }

    private static String text(int weight) {
        String digits = Integer.toString(WHOLE + weight).substring(1);
        int end = digits.length();
        while (end > 0 && digits.charAt(end - 1) == '0') {
            end--;
        }
        return end == 0 ? "0" : "0." + digits.substring(0, end);
    }
}
