package io.gridgate.ratelimit.counter;

import java.util.concurrent.CompletionStage;

/**
 * The port to the counters that all nodes share.
 *
 * <p>Asks of one key are answered one after the other, each seeing all before it, while the grid is whole and its members die one at a time; through
 * the death of an owner too. In a split each side counts for itself, and afterwards what both have counted is put together.
 *
 * <p>Thread-safety: thread-safe; called by the desk's thread alone, never by a loop.
 */
public interface CounterStore {

    /**
     * Who is there to ask.
     *
     * @param isAskable whether this node is in the grid and sees at least half of the members that it last had
     * @param members nodes that share the limits, this one among them, >= 1
     */
    record Standing(boolean isAskable, int members) {

        /** Nobody is there but this node, which is not in a grid. */
        public static final Standing ALONE = new Standing(false, 1);
    }

    /**
     * Completes with the counter's answer, on any thread, or fails within about two seconds. After a failure nobody knows whether permits were
     * granted: the same ask may be repeated, and is then answered by the same grant.
     *
     * @param key of the counter: the limit and what it counts by
     */
    CompletionStage<Grant> ask(String key, CounterRule rule, Ask ask);

    /**
     * Gives permits of a lease back; they may be lost instead, never doubled. Completes when that is done, on any thread, or fails within about two
     * seconds.
     *
     * @param holder the node that holds the lease
     * @param id of the lease
     * @param units > 0
     */
    CompletionStage<Void> giveBack(String key, CounterRule rule, long holder, long id, long units);

    /** Returns who answers for the key now, at once, from what this node knows; the same for all keys of one member. Another one may answer later. */
    String owner(String key);

    /** Returns who is there to ask, at once, from what this node knows. */
    Standing standing();
}
