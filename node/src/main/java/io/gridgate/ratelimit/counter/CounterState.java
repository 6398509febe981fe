package io.gridgate.ratelimit.counter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The owner's state of one key of one limit, and everything that may happen to it: pure functions, which read no clock of their own.
 *
 * <p>Why it is never over the limit: a grant is booked before it is answered; an ask that is repeated, knowingly or by the network, is answered by
 * what its id was granted and books nothing; permits come back only from the holder of the last lease, by its id, once, while they count; nothing is
 * credited when a lease ends or a node dies; and the clock only moves on, so that a window that was left is never entered again.
 *
 * <p>Thread-safety: immutable.
 *
 * @param clockMillis the latest time that was seen; an earlier one counts as this one
 * @param uses what counts against the limit, by node: a merge after a split has to tell what each of them spent
 * @param asks the last ask of each node
 */
public record CounterState(long clockMillis, List<Use> uses, List<LastAsk> asks) {

    /** The state of a key that nobody has asked for. */
    public static final CounterState EMPTY = new CounterState(0, List.of(), List.of());

    /** How long the last ask of a node is remembered after its lease: longer than any repetition is under way. */
    private static final long REMEMBERED_MILLIS = 60_000;
    /** The most that is lent beyond what is waited for: this part of the limit. */
    private static final int LIMIT_PART = 40;

    public CounterState {
        uses = List.copyOf(uses);
        asks = List.copyOf(asks);
    }

    /**
     * Permits of one node that count against the limit.
     *
     * @param atMillis where the algorithm books them: the start of a fixed window, a slot of a sliding one, 0 for a bucket
     */
    public record Use(long holder, long atMillis, double units) {}

    /**
     * The last ask of a node and what came of it.
     *
     * @param granted what it was granted, less what it gave back
     * @param isReturned whether it gave some back
     * @param atMillis where the grant is booked
     * @param endsMillis when its lease ends
     */
    public record LastAsk(long holder, long id, long granted, boolean isReturned, long atMillis, long endsMillis) {}

    /** The state after an ask, and the answer. A state that is the same object has not changed. */
    public record Answered(CounterState state, Grant grant) {}

    /** Returns what becomes of an ask at that time of the owner's clock. */
    public Answered ask(CounterRule rule, Ask ask, long nowMillis) {
        long now = Math.max(clockMillis, nowMillis);
        Arithmetic arithmetic = rule.arithmetic();
        List<Use> current = arithmetic.current(rule, this, now);
        LastAsk before = lastAsk(ask.holder());
        if (before != null && ask.id() <= before.id()) {
            long granted = ask.id() == before.id() ? before.granted() : 0;
            return new Answered(this, grant(rule, ask, current, granted, before.endsMillis() - now, now));
        }
        if (ask.alone() > 0) {
            List<Use> booked = booked(current, ask.holder(), arithmetic.aloneAt(rule, ask.aloneAtMillis(), now), ask.alone());
            current = arithmetic.current(rule, new CounterState(now, booked, asks), now);
        }
        long granted = granted(rule, ask, Math.max(0, arithmetic.free(rule, current)));
        long lease = arithmetic.lease(rule, now, ask.leaseMillis());
        LastAsk last = new LastAsk(ask.holder(), ask.id(), granted, false, arithmetic.bookedAt(rule, now, now + lease), now + lease);
        List<Use> booked = granted == 0 ? current : booked(current, ask.holder(), last.atMillis(), granted);
        return new Answered(new CounterState(now, booked, remembering(last, now)), grant(rule, ask, booked, granted, lease, now));
    }

    /** What is waited for comes first; of the rest a part that shrinks with it, so that the last permits go out one by one. */
    private static long granted(CounterRule rule, Ask ask, long free) {
        long wanted = multiple(Math.min(ask.wanted(), free), ask.unit());
        long rest = free - wanted;
        long prefetch = Math.min(ask.prefetch(), Math.min(rest / (2L * ask.members()), rule.capacity() / LIMIT_PART));
        return wanted + multiple(prefetch, ask.unit());
    }

    private static long multiple(long units, int unit) {
        return units - units % unit;
    }

    private static Grant grant(CounterRule rule, Ask ask, List<Use> uses, long granted, long leaseMillis, long now) {
        Arithmetic arithmetic = rule.arithmetic();
        long left = Math.max(0, arithmetic.free(rule, uses));
        long retry = left >= ask.unit() ? 0 : arithmetic.retryMillis(rule, uses, ask.unit(), now);
        // The clock counts whole milliseconds: up to one more may be over.
        return new Grant(granted, left, leaseMillis - 1, arithmetic.resetMillis(rule, uses, now), retry);
    }

    /**
     * Returns the state after a node has given back permits of a lease; the same object if it may not.
     *
     * @param units > 0
     */
    public CounterState giveBack(CounterRule rule, long holder, long id, long units, long nowMillis) {
        long now = Math.max(clockMillis, nowMillis);
        LastAsk lease = lastAsk(holder);
        Arithmetic arithmetic = rule.arithmetic();
        if (lease == null || lease.id() != id || lease.isReturned() || units <= 0 || units > lease.granted()
                || !arithmetic.isReturnable(rule, lease, now)) {
            return this;
        }
        List<Use> uses = new ArrayList<>();
        for (Use use : arithmetic.current(rule, this, now)) {
            boolean lent = use.holder() == holder && use.atMillis() == lease.atMillis();
            double left = lent ? use.units() - units : use.units();
            if (left > 0) {
                uses.add(new Use(use.holder(), use.atMillis(), left));
            }
        }
        LastAsk returned = new LastAsk(holder, id, lease.granted() - units, true, lease.atMillis(), lease.endsMillis());
        return new CounterState(now, uses, remembering(returned, now));
    }

    /**
     * Returns what two sides of a split knew, together: of each node the most that either side has booked, since a node was on one side alone and
     * the other has what it had spent before.
     */
    public CounterState merged(CounterState other) {
        Map<Place, Use> merged = new HashMap<>();
        List<Use> both = new ArrayList<>(uses);
        both.addAll(other.uses);
        both.forEach(use -> merged.merge(new Place(use.holder(), use.atMillis()), use, (a, b) -> a.units() >= b.units() ? a : b));
        Map<Long, LastAsk> lasts = new HashMap<>();
        asks.forEach(last -> lasts.put(last.holder(), last));
        other.asks.forEach(last -> lasts.merge(last.holder(), last, (a, b) -> a.id() >= b.id() ? a : b));
        return new CounterState(Math.max(clockMillis, other.clockMillis),
                merged.values().stream().sorted(Comparator.comparingLong(Use::holder).thenComparingLong(Use::atMillis)).toList(),
                lasts.values().stream().sorted(Comparator.comparingLong(LastAsk::holder)).toList());
    }

    /** Where a use is booked. */
    private record Place(long holder, long atMillis) {}

    static double sum(List<Use> uses) {
        double sum = 0;
        for (Use use : uses) {
            sum += use.units();
        }
        return sum;
    }

    private @Nullable LastAsk lastAsk(long holder) {
        for (LastAsk last : asks) {
            if (last.holder() == holder) {
                return last;
            }
        }
        return null;
    }

    private List<LastAsk> remembering(LastAsk last, long now) {
        List<LastAsk> remembered = new ArrayList<>(asks.size() + 1);
        for (LastAsk other : asks) {
            if (other.holder() != last.holder() && other.endsMillis() + REMEMBERED_MILLIS > now) {
                remembered.add(other);
            }
        }
        remembered.add(last);
        return remembered;
    }

    private static List<Use> booked(List<Use> uses, long holder, long at, long units) {
        List<Use> booked = new ArrayList<>(uses.size() + 1);
        double sum = units;
        for (Use use : uses) {
            if (use.holder() == holder && use.atMillis() == at) {
                sum += use.units();
            } else {
                booked.add(use);
            }
        }
        booked.add(new Use(holder, at, sum));
        return booked;
    }
}
