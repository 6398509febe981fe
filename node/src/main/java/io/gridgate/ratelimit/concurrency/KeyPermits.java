package io.gridgate.ratelimit.concurrency;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.gridgate.ratelimit.ask.OneAsk;
import io.gridgate.ratelimit.permit.PermitAsk;
import io.gridgate.ratelimit.permit.PermitState;
import io.gridgate.ratelimit.permit.PermitStore.Standing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A node's side of one key of a concurrency limit: what is under way here, what may be, the exchanges that wait, and the one ask that is under way.
 *
 * <p>While an ask is under way nothing is let in, and what comes waits for the answer: so what is under way here is never more than what is booked
 * for this node. What ends is told with the next ask, which follows at once unless the permit is spare.
 *
 * <p>An exchange that gets none is asked for again, for {@value #GRACE_MILLIS} ms, since the permit of an exchange that its client saw end on another
 * node may still be on its way back.
 *
 * <p>Thread-safety: guarded by its monitor, held for a few steps without calls; waiters are told outside of it.
 */
final class KeyPermits {

    /** What became of an exchange that came. */
    enum Entry {
        /** It has a permit. */
        PASSED,
        /** It will be told. */
        WAITING,
        /** There is none; it was decided without the grid. */
        REFUSED,
        /** The grid cannot be asked. */
        LOST,
        /** This key is no longer in use here; another object has taken its place. */
        RETIRED
    }

    /** What the desk is to do about a key. */
    enum Next {
        /** Nothing any more: it is not in use here. */
        DONE,
        /** Nothing now; look again. */
        KEEP,
        /** Send the ask that is under way again. */
        REPEAT
    }

    private static final long GRACE_MILLIS = 30;
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(GRACE_MILLIS);
    /** Between two asks for exchanges that got no permit. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long STUCK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long KEPT_NANOS = TimeUnit.MILLISECONDS.toNanos(PermitState.KEPT_MILLIS);
    /** What is under way is said again after this time. */
    private static final long REFRESH_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final PermitTable table;
    private final String name;
    private final String key;

    @GuardedBy("this") private final Deque<Waiting> waiting = new ArrayDeque<>(2);
    @GuardedBy("this") private int busy;
    /** What may be under way here; more is only after the grid was lost. */
    @GuardedBy("this") private int allowed;
    /** What the owner has booked for this node at least, as this node knows. */
    @GuardedBy("this") private int booked;
    /** What may stay booked without need. */
    @GuardedBy("this") private int spare;
    @GuardedBy("this") private final OneAsk<PermitAsk> ask;
    @GuardedBy("this") private long postedAtNanos;
    @GuardedBy("this") private long pausedUntilNanos;
    @GuardedBy("this") private long heardNanos;
    /** In which view of the members it asked last: what was booked in another one may be forgotten. */
    @GuardedBy("this") private int heardInView;
    @GuardedBy("this") private boolean used;
    @GuardedBy("this") private boolean lost;
    @GuardedBy("this") private boolean retired;

    private static final class Waiting {
        private final Waiter waiter;
        private final long sinceNanos;
        private boolean asked;

        private Waiting(Waiter waiter, long sinceNanos) {
            this.waiter = waiter;
            this.sinceNanos = sinceNanos;
        }
    }

    /**
     * Creates the permits of a key of which nothing is under way here.
     *
     * @param name what is counted
     * @param key in the store
     */
    KeyPermits(PermitTable table, String name, String key, long nowNanos) {
        this.table = table;
        this.name = name;
        this.key = key;
        this.heardNanos = nowNanos;
        this.pausedUntilNanos = nowNanos;
        this.ask = new OneAsk<>(table::over);
    }

    /** Returns what is counted. */
    String name() {
        return name;
    }

    /** Returns its key in the store. */
    String key() {
        return key;
    }

    /** Returns how many exchanges are under way here. */
    synchronized int busy() {
        return busy;
    }

    /** Lets an exchange in if there is a permit here; else it waits, or the grid is lost. */
    synchronized Entry enter(Waiter waiter, Standing standing, long nowNanos) {
        if (retired) {
            return Entry.RETIRED;
        }
        used = true;
        boolean isBooked = standing.isAskable() && standing.view() == heardInView;
        if (isBooked && ask.underWay() == null && waiting.isEmpty() && busy < allowed) {
            busy++;
            return Entry.PASSED;
        }
        if (!standing.isAskable() || lost) {
            if (standing.isAskable() && ask.mayTryAgain(nowNanos)) {
                post(nowNanos);
            }
            return Entry.LOST;
        }
        waiting.add(new Waiting(waiter, nowNanos));
        post(nowNanos);
        return Entry.WAITING;
    }

    /** Decides of an exchange without the grid. */
    synchronized Entry enterAlone(Standing standing) {
        if (retired) {
            return Entry.RETIRED;
        }
        used = true;
        if (!table.settings().passesAlone(busy, standing)) {
            return Entry.REFUSED;
        }
        busy++;
        return Entry.PASSED;
    }

    /** An exchange that was let in is over. */
    synchronized void free(long nowNanos) {
        busy--;
        if (!waiting.isEmpty()) {
            pausedUntilNanos = nowNanos;
            ask.unpost();
            post(nowNanos);
        } else if (booked - busy > spare) {
            post(nowNanos);
        }
    }

    /** Takes the waiter out; returns false if it has been, or is about to be, told. */
    synchronized boolean leave(Waiter waiter) {
        return waiting.removeIf(each -> each.waiter.equals(waiter));
    }

    @GuardedBy("this")
    private void post(long nowNanos) {
        if (ask.claim()) {
            postedAtNanos = nowNanos;
            table.post(this);
        }
    }

    /** Returns for how long nothing is to be asked yet, in nanoseconds; 0: it may be asked now. */
    synchronized long pauseNanos(long nowNanos) {
        return Math.max(0, pausedUntilNanos - nowNanos);
    }

    /**
     * Begins an ask that says what is under way and how many wait; returns it, or null if there is nothing to say.
     *
     * @param id of the ask, if there is one
     */
    @Nullable
    PermitAsk begin(long id, Standing standing, long nowNanos) {
        List<Runnable> verdicts = new ArrayList<>();
        PermitAsk begun;
        synchronized (this) {
            ask.unpost();
            if (!standing.isAskable()) {
                giveUp(nowNanos, verdicts);
            }
            begun = standing.isAskable() && ask.underWay() == null ? next(id, standing, nowNanos) : null;
        }
        verdicts.forEach(Runnable::run);
        return begun;
    }

    @GuardedBy("this")
    private @Nullable PermitAsk next(long id, Standing standing, long nowNanos) {
        PermitSettings now = table.settings();
        spare = used ? now.spare(standing.members()) : 0;
        if (waiting.isEmpty() && !hasNews(standing, nowNanos)) {
            return null;
        }
        waiting.forEach(each -> each.asked = true);
        PermitAsk next = new PermitAsk(standing.holder(), id, now.limit(), busy, waiting.size(), spare);
        ask.begin(next, nowNanos);
        heardInView = standing.view();
        return next;
    }

    /** Returns whether the owner should hear of this node although nobody waits. */
    @GuardedBy("this")
    private boolean hasNews(Standing standing, long nowNanos) {
        boolean isHeld = busy > 0 || booked > 0;
        boolean isDue = standing.view() != heardInView || nowNanos - heardNanos >= REFRESH_NANOS;
        return lost || busy > booked || booked - busy > spare || isHeld && isDue;
    }

    /** Takes the answer to an ask: the permits that may be under way here. */
    void answered(PermitAsk answered, int held, long nowNanos) {
        List<Runnable> verdicts = new ArrayList<>();
        synchronized (this) {
            if (!ask.answered(answered)) {
                return;
            }
            lost = false;
            booked = held;
            allowed = held;
            heardNanos = nowNanos;
            serve(verdicts);
            refuse(nowNanos, verdicts);
            if (waiting.stream().anyMatch(each -> each.asked)) {
                pausedUntilNanos = nowNanos + PAUSE_NANOS;
            }
            if (!waiting.isEmpty() || busy > booked || booked - busy > spare) {
                post(nowNanos);
            }
        }
        verdicts.forEach(Runnable::run);
    }

    @GuardedBy("this")
    private void serve(List<Runnable> verdicts) {
        while (!waiting.isEmpty() && busy < allowed) {
            busy++;
            Waiter first = waiting.remove().waiter;
            verdicts.add(first::onAdmitted);
        }
    }

    @GuardedBy("this")
    private void refuse(long nowNanos, List<Runnable> verdicts) {
        for (Iterator<Waiting> each = waiting.iterator(); each.hasNext();) {
            Waiting next = each.next();
            if (next.asked && nowNanos - next.sinceNanos >= GRACE_NANOS) {
                each.remove();
                Waiter refused = next.waiter;
                verdicts.add(refused::onRefused);
            }
        }
    }

    /** The ask failed, or was not sent; nobody knows what became of it, so it will be repeated. */
    synchronized void failed(PermitAsk failed, long nowNanos) {
        ask.failed(failed, nowNanos);
    }

    /** Returns the ask that is under way. */
    synchronized @Nullable PermitAsk underWay() {
        return ask.underWay();
    }

    /** Looks whether something is late, idle or to be said again. */
    Next sweep(Standing standing, long nowNanos) {
        List<Runnable> verdicts = new ArrayList<>();
        Next next;
        synchronized (this) {
            next = ask.underWay() == null ? sweepIdle(standing, nowNanos) : sweepAsk(standing, nowNanos, verdicts);
        }
        verdicts.forEach(Runnable::run);
        return next;
    }

    @GuardedBy("this")
    private Next sweepAsk(Standing standing, long nowNanos, List<Runnable> verdicts) {
        OneAsk.Late late = ask.late(standing.isAskable(), nowNanos);
        if (late == OneAsk.Late.GIVE_UP) {
            giveUp(nowNanos, verdicts);
        }
        return late == OneAsk.Late.REPEAT ? Next.REPEAT : Next.KEEP;
    }

    @GuardedBy("this")
    private Next sweepIdle(Standing standing, long nowNanos) {
        if (nowNanos - postedAtNanos >= STUCK_NANOS) {
            // The desk would have asked long ago: whatever it stumbled over, nobody is to wait for that, nor a permit to stay taken.
            ask.unpost();
        }
        boolean wasUsed = used;
        used = false;
        spare = wasUsed ? spare : 0;
        if (ask.isPosted() || busy > 0 || wasUsed || !waiting.isEmpty()) {
            boolean mayAsk = standing.isAskable() && ask.mayTryAgain(nowNanos);
            if (!waiting.isEmpty() || mayAsk && hasNews(standing, nowNanos)) {
                post(nowNanos);
            }
            return Next.KEEP;
        }
        boolean isForgotten = nowNanos - heardNanos >= KEPT_NANOS;
        if (isForgotten || booked == 0 && !lost) {
            retired = true;
            table.forget(this);
            return Next.DONE;
        }
        if (standing.isAskable() && ask.mayTryAgain(nowNanos)) {
            post(nowNanos);
        }
        return Next.KEEP;
    }

    /** What is booked is unclear until a later ask is answered: nothing more is let in until then but by what this node decides alone. */
    @GuardedBy("this")
    private void giveUp(long nowNanos, List<Runnable> verdicts) {
        if (ask.giveUp(nowNanos) != null) {
            lost = true;
            allowed = busy;
        }
        for (Waiting each : waiting) {
            Waiter waiter = each.waiter;
            verdicts.add(waiter::onLost);
        }
        waiting.clear();
    }
}
