package io.gridgate.route;

import org.jspecify.annotations.Nullable;

/**
 * A compressed tree of path segments that lies flat in one array, so that a match in a large table waits for few cache lines.
 *
 * <p>A node is the index of its first word. Its words, an open-addressed table of its literal children and then the nodes below it lie next to
 * each other; children are told apart by whole hashes, so that a search looks at no child but the one that it finds, whose label it then compares.
 * Hashes are seeded ({@link SegmentHash}): neither clients nor documents choose a collision.
 *
 * <p>Thread-safety: immutable.
 */
final class FlatTree {

    /** The node that is none. */
    static final int NONE = 0;

    // The words of a node. Lists of candidates end with a null; word 0 of the array belongs to no node, candidate 0 is null.
    static final int LABEL = 0;
    static final int LABEL_END = 1;
    static final int ONE = 2;
    static final int REGEXES = 3;
    static final int HERE = 4;
    static final int REST = 5;
    /** How many bits of a hash are not the number of its slot; 0: the node has no literal children. */
    static final int SHIFT = 6;
    /** Two words a slot: hash and child. At least one is empty: its child is {@link #NONE}. */
    static final int SLOTS = 7;

    private final int[] words;
    private final String labels;
    private final @Nullable Candidate[] candidates;

    FlatTree(int[] words, String labels, @Nullable Candidate[] candidates) {
        this.words = words;
        this.labels = labels;
        this.candidates = candidates;
    }

    /** Returns whether the node has literal children. */
    boolean hasLiterals(int node) {
        return words[node + SHIFT] != 0;
    }

    /** Returns the child whose whole label the text has at {@code from}, or {@link #NONE}; {@code to} is the end of the first segment there. */
    int literal(int node, String text, int from, int to) {
        int shift = words[node + SHIFT];
        if (shift == 0) {
            return NONE;
        }
        int hash = SegmentHash.of(text, from, to);
        int slot = hash >>> shift;
        int child = child(node, slot);
        while (child != NONE && (hash(node, slot) != hash || !leadsTo(child, text, from))) {
            slot = slot + 1 & -1 >>> shift;
            child = child(node, slot);
        }
        return child;
    }

    private int hash(int node, int slot) {
        return words[node + SLOTS + 2 * slot];
    }

    private int child(int node, int slot) {
        return words[node + SLOTS + 2 * slot + 1];
    }

    private boolean leadsTo(int node, String text, int from) {
        int end = from + labelLength(node);
        return text.regionMatches(from, labels, words[node + LABEL], end - from) && (end == text.length() || text.charAt(end) == '/');
    }

    /** Returns the length of the literal segments, joined by slashes, that lead to the node from its parent; 0 behind a wildcard. */
    int labelLength(int node) {
        return words[node + LABEL_END] - words[node + LABEL];
    }

    /** Returns the child behind one segment of any text, or {@link #NONE}. */
    int one(int node) {
        return words[node + ONE];
    }

    /** Returns where the routes by regular expression begin whose literal beginning ends here; see {@link #candidate}. */
    int regexes(int node) {
        return words[node + REGEXES];
    }

    /** Returns where the routes begin whose pattern ends here. */
    int here(int node) {
        return words[node + HERE];
    }

    /** Returns where the routes begin whose pattern goes on with {@code **}. */
    int rest(int node) {
        return words[node + REST];
    }

    /** Returns the candidate at that place of a list, or null at its end. */
    @Nullable
    Candidate candidate(int at) {
        return candidates[at];
    }
}
