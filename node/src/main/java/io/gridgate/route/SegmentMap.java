package io.gridgate.route;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The literal children of a node, found by a stretch of the path without cutting it out.
 *
 * <p>Open addressing at a load of at most one half over whole hashes, so that a search looks at no child but the one it finds: in a large table
 * each object that is looked at is one that no cache has. The keys are the operator's, so no client chooses a collision.
 *
 * <p>Thread-safety: immutable.
 */
final class SegmentMap {

    static final SegmentMap EMPTY = new SegmentMap(1);

    private final int[] hashes;
    private final @Nullable PathNode[] nodes;

    private SegmentMap(int capacity) {
        hashes = new int[capacity];
        nodes = new PathNode[capacity];
    }

    /** Returns the map; key: first segment of the child's label → value: the child. */
    static SegmentMap of(Map<String, PathNode> children) {
        if (children.isEmpty()) {
            return EMPTY;
        }
        SegmentMap map = new SegmentMap(Integer.highestOneBit(children.size() * 2) << 1);
        children.forEach((key, node) -> map.put(hash(key, 0, key.length()), node));
        return map;
    }

    private void put(int hash, PathNode node) {
        int at = slot(hash);
        while (nodes[at] != null) {
            at = slot(at + 1);
        }
        hashes[at] = hash;
        nodes[at] = node;
    }

    /** Returns the child whose whole label the path has at {@code from}, or null; {@code to} is the end of the first segment there. */
    @Nullable
    PathNode get(String path, int from, int to) {
        int hash = hash(path, from, to);
        int at = slot(hash);
        for (PathNode node = nodes[at]; node != null; node = nodes[at]) {
            if (hashes[at] == hash && leadsTo(node.label(), path, from)) {
                return node;
            }
            at = slot(at + 1);
        }
        return null;
    }

    private static boolean leadsTo(String label, String path, int from) {
        int end = from + label.length();
        return path.startsWith(label, from) && (end == path.length() || path.charAt(end) == '/');
    }

    private int slot(int hash) {
        return hash & nodes.length - 1;
    }

    private static int hash(String text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text.charAt(i);
        }
        return hash ^ hash >>> 16;
    }
}
