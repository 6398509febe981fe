package io.gridgate.base;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The "did you mean" of an error message: the known name that is closest to a wrong one.
 *
 * <p>Thread-safety: stateless. Source: optimal string alignment distance.
 */
public final class Nearest {

    private Nearest() {}

    /**
     * Returns the known name within a distance that a typing slip explains (a third of the length, at most 3), else one that the wrong name
     * abbreviates ({@code user-svc} for {@code user-service}), or null.
     */
    public static @Nullable String to(String wrong, Collection<String> known) {
        String best = null;
        int bestDistance = Math.min(3, Math.max(1, wrong.length() / 3)) + 1;
        for (String name : known) {
            if (Math.abs(wrong.length() - name.length()) >= bestDistance) {
                continue; // as many letters at least have to be added or left out
            }
            int distance = distance(wrong.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
            if (distance < bestDistance) {
                best = name;
                bestDistance = distance;
            }
        }
        return best == null ? abbreviated(wrong, known) : best;
    }

    private static @Nullable String abbreviated(String wrong, Collection<String> known) {
        String best = null;
        for (String name : known) {
            if (abbreviates(wrong, name) && (best == null || name.length() < best.length())) {
                best = name;
            }
        }
        return best;
    }

    /** Returns whether all letters of the short name are in the long one, in order, the first one and at least half of them. */
    private static boolean abbreviates(String shortName, String longName) {
        if (shortName.length() < 3 || shortName.length() * 2 < longName.length() || shortName.charAt(0) != longName.charAt(0)) {
            return false;
        }
        int matched = 0;
        for (int i = 0; i < longName.length() && matched < shortName.length(); i++) {
            if (longName.charAt(i) == shortName.charAt(matched)) {
                matched++;
            }
        }
        return matched == shortName.length();
    }

    /** Returns {@code  (did you mean "x"?)} with its leading space, or nothing. */
    public static String hint(String wrong, Collection<String> known) {
        String near = to(wrong, known);
        return near == null ? "" : " (did you mean \"" + near + "\"?)";
    }

    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            d[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            d[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
