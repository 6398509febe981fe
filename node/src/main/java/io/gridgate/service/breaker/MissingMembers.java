package io.gridgate.service.breaker;

import java.util.Set;
import java.util.TreeSet;

/**
 * The members that a breaker's state names and that the grid does not have: one that is missing at two looks in a row has left.
 *
 * <p>Thread-safety: confined to the turns of {@link BreakerSync}.
 */
final class MissingMembers {

    private Set<String> missing = Set.of();

    /** Returns who of the {@code named} has left; {@code there} are the members of the grid now, or nobody if they are not known. */
    Set<String> left(Set<String> named, Set<String> there) {
        Set<String> now = new TreeSet<>();
        if (!there.isEmpty()) {
            now.addAll(named);
            now.removeAll(there);
        }
        Set<String> left = new TreeSet<>(now);
        left.retainAll(missing);
        missing = now;
        return left;
    }
}
