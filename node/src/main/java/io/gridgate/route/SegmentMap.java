package io.gridgate.route;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The literal children of a node by their first segment, found by a stretch of the path without cutting it out.
 *
 * <p>Open addressing at a load of at most one half; the keys are the operator's, so no client chooses a collision.
 *
 * <p>Thread-safety: immutable.
 */
final class SegmentMap {

    private final @Nullable String[] keys;
    private final @Nullable PathNode[] nodes;

    /** Creates the map; key: first segment of the child's label → value: the child. */
    SegmentMap(Map<String, PathNode> children) {
        int capacity = children.isEmpty() ? 1 : Integer.highestOneBit(children.size() * 2) << 1;
        keys = new String[capacity];
        nodes = new PathNode[capacity];
        children.forEach((key, node) -> {
            int at = slot(hash(key, 0, key.length()));
            while (keys[at] != null) {
                at = slot(at + 1);
            }
            keys[at] = key;
            nodes[at] = node;
        });
    }

    /** Returns the child whose first segment is {@code path[from, to)}, or null. */
    @Nullable
    PathNode get(String path, int from, int to) {
        int at = slot(hash(path, from, to));
        for (String key = keys[at]; key != null; key = keys[at]) {
            if (key.length() == to - from && path.startsWith(key, from)) {
                return nodes[at];
            }
            at = slot(at + 1);
        }
        return null;
    }

    private int slot(int hash) {
        return hash & keys.length - 1;
    }

    private static int hash(String text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text.charAt(i);
        }
        return hash ^ hash >>> 16;
    }
}
