package io.gridgate.route;

import java.util.List;

/**
 * The whole literal segments that every path matching a regular expression begins with, so that only requests below them try it.
 *
 * <p>Thread-safety: stateless.
 */
final class RegexPrefix {

    private static final String META = "\\.[]{}()*+?|^$";

    private RegexPrefix() {}

    /** Returns the segments, possibly none; fewer than there are is always right. */
    static List<String> segments(String regex) {
        String text = regex.startsWith("^") ? regex.substring(1) : regex;
        if (!text.startsWith("/") || text.contains("\\Q") || isAlternative(text)) {
            return List.of();
        }
        int end = 0;
        while (end < text.length() && META.indexOf(text.charAt(end)) < 0) {
            end++;
        }
        boolean repeated = end < text.length() && "*+?{".indexOf(text.charAt(end)) >= 0;
        int lastSlash = text.lastIndexOf('/', repeated ? end - 2 : end - 1);
        return lastSlash <= 0 ? List.of() : List.of(text.substring(1, lastSlash).split("/", -1));
    }

    /** Returns whether the expression is a choice between whole expressions, which need not begin alike. */
    private static boolean isAlternative(String regex) {
        int depth = 0;
        boolean inClass = false;
        for (int i = 0; i < regex.length(); i++) {
            char c = regex.charAt(i);
            if (c == '\\') {
                i++;
            } else if (inClass) {
                inClass = c != ']';
            } else if (c == '|' && depth == 0) {
                return true;
            } else {
                inClass = c == '[';
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            }
        }
        return false;
    }
}
