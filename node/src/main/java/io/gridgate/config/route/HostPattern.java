package io.gridgate.config.route;

/**
 * A host that a route takes: a name, or every name below one ({@code *.example.com}, any depth, not the name itself).
 *
 * <p>Thread-safety: immutable.
 *
 * @param wildcard whether any name below {@code name} matches, instead of the name itself
 * @param name in lower case, without {@code *.} and without a port
 */
public record HostPattern(boolean wildcard, String name) {
    /** Returns the pattern as it is written in a document, in lower case. */
    @Override
    public String toString() {
        return wildcard ? "*." + name : name;
    }
}
