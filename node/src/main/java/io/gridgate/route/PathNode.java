package io.gridgate.route;

import org.jspecify.annotations.Nullable;

/**
 * A node of the compressed trie of path segments.
 *
 * <p>Thread-safety: immutable.
 *
 * @param label the literal segments that lead here from the parent, joined by slashes; empty for the root and behind a wildcard
 * @param literals children by first literal segment
 * @param regexes routes by regular expression whose literal beginning ends here
 * @param one the child behind one segment of any text, or null
 * @param here routes whose pattern ends here
 * @param rest routes whose pattern goes on with {@code **}
 */
record PathNode(
        String label, SegmentMap literals, Candidate[] regexes, @Nullable PathNode one, Candidate[] here, Candidate[] rest) {}
