package io.gridgate.cache.shared;

import java.time.Duration;
import java.util.function.Predicate;

/**
 * What the cluster knows of the fetch of one key: whoever claims it first fetches, the others wait for that.
 *
 * <p>Thread-safety: immutable.
 */
public sealed interface FillState {

    /** What a node does with a key; {@code member} and {@code id} are one fetch. */
    sealed interface Step {

        /**
         * The node wants to fetch it.
         *
         * @param known the last fetch whose answer this node has looked for since it ended; 0: none
         */
        record Claim(String member, long id, long known) implements Step {}

        /** The fetch is over. */
        record Settle(String member, long id, Ending ending) implements Step {

            /** Returns the state after it, if that fetch was the key's. */
            public FillState ended() {
                return switch (ending) {
                    case LANDED -> new Landed(id);
                    case PASSED -> new Passed();
                    case STAYED -> new Stayed();
                    case FAILED -> new Free();
                };
            }
        }

        /** What is fetched now is out of date already. */
        record Drop() implements Step {}
    }

    /** How a fetch ended. */
    enum Ending {
        /** Its answer may be in the grid. */
        LANDED,
        /** What came was for one client only. */
        PASSED,
        /** The grid has no room for what comes: each node fetches for itself, and no node waits for another. */
        STAYED,
        /** Nothing came. */
        FAILED
    }

    /** Nobody fetches it. */
    record Free() implements FillState {}

    /**
     * A node fetches it.
     *
     * @param awaited whether another node wants to hear how it ends
     */
    record Filling(String member, long id, boolean awaited) implements FillState {

        /** Returns whether it is that fetch. */
        public boolean isOf(String otherMember, long otherId) {
            return id == otherId && member.equals(otherMember);
        }
    }

    /** It was fetched a moment ago, so that who did not find it should look again. */
    record Landed(long id) implements FillState {}

    /** Its answers are for one client each: nobody should wait for another. */
    record Passed() implements FillState {}

    /** Its answers stay on the node that fetches them: no node should wait for another. */
    record Stayed() implements FillState {}

    /**
     * Returns the state after the step. A claim was granted if it is that fetch's then.
     *
     * @param isLive whether a member is one still
     */
    default FillState after(Step step, Predicate<String> isLive) {
        return switch (step) {
            case Step.Claim claim -> claimed(claim, isLive);
            case Step.Settle settle when this instanceof Filling fill && fill.isOf(settle.member, settle.id) -> settle.ended();
            case Step.Settle _ -> this;
            case Step.Drop _ -> new Free();
        };
    }

    private FillState claimed(Step.Claim claim, Predicate<String> isLive) {
        return switch (this) {
            case Filling there when there.isOf(claim.member, claim.id) -> this;
            case Filling there when isLive.test(there.member) -> new Filling(there.member, there.id, true);
            case Landed there when there.id != claim.known -> this;
            case Passed there -> there;
            case Stayed there -> there;
            case Free _,Filling _,Landed _ -> new Filling(claim.member, claim.id, false);
        };
    }

    /** Returns whether both are one fetch that is under way, which counts no longer than it did before. */
    default boolean isSameFetch(FillState other) {
        return this instanceof Filling here && other instanceof Filling there && there.isOf(here.member, here.id);
    }

    /** Returns for how long it counts; a fetch that takes longer is replaced by another. */
    default Duration kept() {
        return switch (this) {
            case Free _ -> Duration.ofSeconds(1);
            case Filling _ -> Duration.ofSeconds(30);
            case Landed _ -> Duration.ofSeconds(5);
            case Passed _,Stayed _ -> Duration.ofSeconds(10);
        };
    }
}
