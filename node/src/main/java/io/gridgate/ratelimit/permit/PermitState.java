package io.gridgate.ratelimit.permit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The owner's state of one key of a concurrency limit, and what an ask makes of it: a pure function, which reads no clock of its own.
 *
 * <p>Why it is never over the limit: what a node may have under way is booked before it is answered; a node that has asked lets nothing in until it
 * is answered, so that what it has under way is never more than what is booked for it; an ask that is older than the last one changes nothing.
 * Why nothing leaks: each ask says the whole; who is no member any more, or has not said a word for ten minutes, has nothing.
 *
 * <p>Permits that come free go to the node whose exchanges have waited longest: while another that asked a moment ago waits longer, as many as it
 * lacked are kept for it.
 *
 * <p>The grid's clock may step. A word from the future is one from before a step back: it counts while a member has said it, and nobody waits by it.
 *
 * <p>Thread-safety: immutable.
 *
 * @param clockMillis when it was asked for last
 * @param holders the last word of each node
 */
public record PermitState(long clockMillis, List<Holder> holders) {

    /** The state of a key that nobody has asked for. */
    public static final PermitState EMPTY = new PermitState(0, List.of());

    /**
     * What a member does not say again within this time, it has no more. It says it every 20 s; the rest is for steps of the grid's clock, after which
     * everybody's last word looks old.
     */
    public static final long KEPT_MILLIS = 600_000;
    /** How long the last ask of a node that has nothing is remembered: longer than any repetition is under way. */
    public static final long REMEMBERED_MILLIS = 10_000;
    /** How long a node that the owner does not know as a member keeps what it has: it may have joined a moment ago. */
    static final long UNKNOWN_MILLIS = 1_000;
    /** How long after its last ask permits are kept for a node that lacked some: longer than nodes pause between asks. */
    static final long LACKING_MILLIS = 25;
    /** Spare permits go out while at least this part of the limit is free beside them. */
    private static final int FREE_PART = 2;

    public PermitState {
        holders = List.copyOf(holders);
    }

    /**
     * What is known of one node.
     *
     * @param member its id in the grid
     * @param id of its last ask
     * @param held permits that it may have under way
     * @param lacking exchanges that waited and got none
     * @param sinceMillis since when it has been waiting for its turn, if it lacks any
     * @param atMillis when it asked last
     */
    public record Holder(String member, long id, int held, int lacking, long sinceMillis, long atMillis) {}

    /** The state after an ask, and the permits that the node may have under way from now on. A state that is the same object has not changed. */
    public record Answered(PermitState state, int held) {}

    /** Returns what becomes of an ask at that time of the owner's clock, of members that the predicate knows by their ids. */
    public Answered ask(PermitAsk ask, Predicate<String> isMember, long nowMillis) {
        Holder before = holder(ask.holder());
        if (before != null && ask.id() <= before.id()) {
            return new Answered(this, before.held());
        }
        List<Holder> others = others(ask.holder(), isMember, nowMillis);
        long since = before != null && isLacking(before, nowMillis) ? before.sinceMillis() : nowMillis;
        long free = ask.limit() - ask.busy() - sum(others);
        long reserved = reserved(others, since, nowMillis);
        int granted = Math.clamp(free - reserved, 0, ask.wanted());
        int lacking = ask.wanted() - granted;
        long rest = free - reserved - granted;
        int spare = Math.clamp(rest - ask.limit() / FREE_PART, 0, ask.spare());
        // Who got some goes to the end of the line for the others.
        long waitsSince = lacking == 0 ? 0 : granted > 0 ? nowMillis : since;
        Holder after = new Holder(ask.holder(), ask.id(), ask.busy() + granted + spare, lacking, waitsSince, nowMillis);
        others.add(after);
        return new Answered(new PermitState(nowMillis, others), after.held());
    }

    /** Returns how long this state matters, in milliseconds. */
    public long keptMillis() {
        return sum(holders) == 0 ? REMEMBERED_MILLIS : KEPT_MILLIS;
    }

    private List<Holder> others(String asking, Predicate<String> isMember, long now) {
        List<Holder> others = new ArrayList<>(holders.size() + 1);
        for (Holder holder : holders) {
            long age = now - holder.atMillis();
            boolean isKnown = isWithin(age, UNKNOWN_MILLIS - 1) || isMember.test(holder.member());
            boolean isCurrent = age < (holder.held() == 0 ? REMEMBERED_MILLIS : KEPT_MILLIS);
            if (isKnown && isCurrent && !holder.member().equals(asking)) {
                others.add(holder);
            }
        }
        return others;
    }

    private static boolean isLacking(Holder holder, long now) {
        return holder.lacking() > 0 && isWithin(now - holder.atMillis(), LACKING_MILLIS);
    }

    private static boolean isWithin(long age, long millis) {
        return age >= 0 && age <= millis;
    }

    /** Returns the permits that are kept for those who have waited longer. */
    private static long reserved(List<Holder> others, long since, long now) {
        long reserved = 0;
        for (Holder other : others) {
            if (isLacking(other, now) && other.sinceMillis() < since) {
                reserved += other.lacking();
            }
        }
        return reserved;
    }

    private static long sum(List<Holder> holders) {
        long sum = 0;
        for (Holder holder : holders) {
            sum += holder.held();
        }
        return sum;
    }

    private @Nullable Holder holder(String member) {
        for (Holder holder : holders) {
            if (holder.member().equals(member)) {
                return holder;
            }
        }
        return null;
    }
}
