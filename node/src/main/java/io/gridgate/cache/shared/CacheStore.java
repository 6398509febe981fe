package io.gridgate.cache.shared;

import io.gridgate.cache.shared.FillState.Ending;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * The level of the response cache that all nodes share. Nothing blocks. An answer may be late, fail or never come when the grid is slow or gone: who
 * asks has a deadline of its own.
 *
 * <p>Thread-safety: thread-safe; answers and news come by any thread.
 */
public interface CacheStore {

    /** Hears what other nodes do; must return at once. */
    interface Listener {

        /** A fetch of the key that some node waits for has ended. */
        void onEnded(String key, Ending ending);

        /** What is stored under the key, and what is being fetched, is out of date. */
        void onInvalidated(String key);
    }

    /**
     * A fetch that is the cluster's for a key.
     *
     * @param id never 0
     * @param order its place among all that was done with the key, see {@link KeyFill}; 0: not known
     * @param sinceNanos of this node's ticker, when it can have been granted first
     */
    record Claim(long id, long order, long sinceNanos) {}

    /**
     * What a fetch leaves behind.
     *
     * @param octets of the answers; empty: nothing is stored
     * @param kept for how long they may be of any use
     */
    record Load(byte[] octets, Duration kept) {

        /** Nothing is stored. */
        public static final Load NONE = new Load(new byte[0], Duration.ZERO);
    }

    /**
     * This node's part of what is stored.
     *
     * @param octets copies of what others have included
     * @param entries without copies
     * @param evictions how many entries left for others since the start
     */
    record Held(long octets, long entries, long evictions) {

        /** Of a node that is not in the grid. */
        public static final Held NOTHING = new Held(0, 0, 0);
    }

    /** Returns this node's part of what is stored; asks nobody. */
    Held held();

    /** Returns this node's id among the members. */
    String member();

    /** Returns whether there is anybody to ask. */
    boolean isThere();

    /** Returns the octets that are stored under the key, as the last that was stored there; empty: none. Never changes them. */
    CompletionStage<byte[]> look(String key);

    /** Returns the key's fetch after this node's claim with that id; see {@link FillState.Step.Claim}. */
    CompletionStage<KeyFill> claim(String key, long id, long known);

    /**
     * Stores the load, then ends the fetch and tells who waits for it; returns how it has ended. What is not newer than what was stored or dropped since
     * the fetch was claimed is not stored at any time, and when that fetch is not the key's any more, nothing of it is left. A full grid drops something
     * older, or the load: then the others do not wait for one another, and neither do they when it could not be stored in a few seconds. Tries to end it as
     * long as the claim stands.
     */
    CompletionStage<Ending> settle(String key, Claim claim, Ending ending, Load load);

    /** Drops what is stored under the key and what is being fetched, which is stored no more, then tells the other nodes; tries for a minute. */
    CompletionStage<Void> invalidate(String key);

    /** Has the listener told from now on. */
    void listen(Listener listener);
}
