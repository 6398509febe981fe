package io.gridgate.ratelimit.permit;

import java.util.concurrent.CompletionStage;

/**
 * The port to the permits that all nodes share.
 *
 * <p>Asks of one key are answered one after the other, each seeing all before it, while the grid is whole and its members die one at a time; through
 * the death of an owner too. In a split each side counts for itself; afterwards what the nodes say counts.
 *
 * <p>Thread-safety: thread-safe; {@link #ask} is called by the desk's thread alone, never by a loop.
 */
public interface PermitStore {

    /**
     * Who is there to ask.
     *
     * @param isAskable whether this node is in the grid and sees at least half of the members that it last had
     * @param members nodes that share the limits, this one among them, >= 1
     * @param holder this member's id in the grid; another one after a split
     * @param view another number whenever the members are others
     */
    record Standing(boolean isAskable, int members, String holder, int view) {

        /** Nobody is there but this node, which is not in a grid. */
        public static final Standing ALONE = new Standing(false, 1, "", 0);
    }

    /**
     * Completes with the permits that the node may have under way, on any thread, or fails within about two seconds. After a failure nobody knows
     * what is booked: the same ask may be repeated, and any later one puts it right.
     *
     * @param key the limit and what it counts by
     */
    CompletionStage<Integer> ask(String key, PermitAsk ask);

    /** Returns who answers for the key now, at once, from what this node knows; the same for all keys of one member. Another one may answer later. */
    String owner(String key);

    /** Returns who is there to ask, at once, from what this node knows. */
    Standing standing();
}
