package io.gridgate.service.peer;

import io.gridgate.service.instance.StableHash;
import java.util.Comparator;
import java.util.List;

/**
 * Which nodes do a piece of recurring work: the {@link #HOLDERS} that come first in an order which each piece has of its own,
 * so that every node comes to the same answer by itself, the pieces are spread evenly, and a node that comes or goes moves
 * only its own.
 *
 * <p>Thread-safety: immutable.
 * <p>Source: Thaler, Ravishankar, A Name-Based Mapping Scheme for Rendezvous (1996).
 *
 * @param self this node
 * @param nodes the live nodes, this one among them
 */
public record Duties(String self, List<String> nodes) {

    /** How many nodes do each piece: one may die, hang or be cut off, and the work is still done. */
    public static final int HOLDERS = 2;

    public Duties {
        nodes = List.copyOf(nodes);
    }

    /** Returns the duties of a node that has nobody to share with. */
    public static Duties alone(String self) {
        return new Duties(self, List.of(self));
    }

    /** Returns whether there is nobody to share with. */
    public boolean isAlone() {
        return nodes.size() < 2;
    }

    /** Returns whether this node does that piece. */
    public boolean isMine(String piece) {
        return nodes.size() <= HOLDERS || holders(piece).contains(self);
    }

    /** Returns whether this node is the one that does what one of them is to do alone. */
    public boolean isFirst(String piece) {
        return holders(piece).getFirst().equals(self);
    }

    /** Returns who does that piece, the first in its order first; all nodes if there are no more than {@link #HOLDERS}. */
    public List<String> holders(String piece) {
        return nodes.stream().sorted(Comparator.comparingLong((String node) -> rank(node, piece)).thenComparing(node -> node))
                .limit(HOLDERS).toList();
    }

    private static long rank(String node, String piece) {
        return StableHash.mix(StableHash.of(node) ^ StableHash.of(piece));
    }
}
