package io.gridgate.route;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@link FlatTree} while nodes are appended to it, each before those below it.
 *
 * <p>Thread-safety: confined to the compiler.
 */
final class FlatTreeWriter {

    private final StringBuilder labels = new StringBuilder();
    /** Equal labels are one: they are many, and a match then finds them in the processor's caches. */
    private final Map<String, Integer> labelStarts = new HashMap<>();
    private final List<@Nullable Candidate> candidates = new ArrayList<>();
    private int[] words = new int[1024];
    private int size = 1;

    FlatTreeWriter() {
        candidates.add(null);
    }

    /** Returns a new node with room for that many literal children. */
    int node(String label, int literals) {
        int node = size;
        int bits = literals == 0 ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros(literals + literals / 2);
        size += FlatTree.SLOTS + (literals == 0 ? 0 : 2 << bits);
        if (size > words.length) {
            words = Arrays.copyOf(words, Math.max(size, words.length * 2));
        }
        words[node + FlatTree.LABEL] = labelStarts.computeIfAbsent(label, this::append);
        words[node + FlatTree.LABEL_END] = words[node + FlatTree.LABEL] + label.length();
        words[node + FlatTree.SHIFT] = literals == 0 ? 0 : Integer.SIZE - bits;
        return node;
    }

    private int append(String label) {
        labels.append(label);
        return labels.length() - label.length();
    }

    /** Says which routes end at the node; each list has the most specific first. */
    void candidates(int node, List<Candidate> regexes, List<Candidate> here, List<Candidate> rest) {
        words[node + FlatTree.REGEXES] = append(regexes);
        words[node + FlatTree.HERE] = append(here);
        words[node + FlatTree.REST] = append(rest);
    }

    private int append(List<Candidate> list) {
        if (list.isEmpty()) {
            return 0;
        }
        int start = candidates.size();
        candidates.addAll(list);
        candidates.add(null);
        return start;
    }

    void one(int node, int child) {
        words[node + FlatTree.ONE] = child;
    }

    /** Adds a child; {@code segment} is the first of its label. */
    void literal(int node, String segment, int child) {
        int hash = SegmentHash.of(segment, 0, segment.length());
        int shift = words[node + FlatTree.SHIFT];
        int slot = hash >>> shift;
        while (words[node + FlatTree.SLOTS + 2 * slot + 1] != FlatTree.NONE) {
            slot = slot + 1 & -1 >>> shift;
        }
        words[node + FlatTree.SLOTS + 2 * slot] = hash;
        words[node + FlatTree.SLOTS + 2 * slot + 1] = child;
    }

    FlatTree tree() {
        return new FlatTree(Arrays.copyOf(words, size), labels.toString(), candidates.toArray(Candidate[]::new));
    }
}
