package io.gridgate.service.breaker;

import io.gridgate.base.Ticker;
import io.gridgate.service.breaker.BreakerState.Closed;
import io.gridgate.service.breaker.BreakerState.Forced;
import io.gridgate.service.breaker.BreakerState.Probe;
import io.gridgate.service.instance.Scheduler;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node's conversation with the grid about one breaker, in turns, one after the other: each says what is to be said and takes over the
 * state that comes back. A turn is asked for by an event of the grid, by an outcome, and every second, when all breakers of the node are
 * looked at together.
 *
 * <p>Thread-safety: thread-safe; what turns use is confined to them by {@code pending}.
 */
final class BreakerSync {

    private static final Logger LOG = LoggerFactory.getLogger(BreakerSync.class);
    private static final Duration AGAIN = Duration.ofMillis(100);
    private static final long REPORT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long KEEP_NANOS = TimeUnit.HOURS.toNanos(1);

    private final Breaker breaker;
    private final BreakerStore store;
    private final BreakerPoll poll;
    private final Scheduler scheduler;
    private final Ticker ticker;
    private final BreakerNews news;
    private final CompletableFuture<Void> first = new CompletableFuture<>();
    private final AtomicInteger pending = new AtomicInteger();
    private final ProbeDesk probes = new ProbeDesk();
    private final OrderDesk orders = new OrderDesk();
    private final KnownState known;
    private volatile boolean lookWanted = true;
    private volatile Polled polled = Polled.NOT;
    private volatile boolean settleWanted;
    private volatile boolean closed;

    // What follows is confined to turns.
    private final GridLink grid;
    private final MissingMembers missing = new MissingMembers();
    private boolean sweepWanted;
    private Scheduler.@Nullable Task due;
    private long reportNanos;
    private long reportArmedNanos;
    private long keepNanos;

    BreakerSync(Breaker breaker, Breaker.Ports ports) {
        this.breaker = breaker;
        this.store = ports.store();
        this.poll = ports.poll();
        this.scheduler = ports.scheduler();
        this.ticker = ports.ticker();
        this.news = new BreakerNews(breaker.service(), ports.events());
        this.grid = new GridLink(breaker.service(), store, ticker);
        this.known = new KnownState(breaker, ticker);
        this.reportNanos = ticker.nanos();
        this.keepNanos = reportNanos + KEEP_NANOS;
    }

    void start() {
        wake();
        poll.add(this);
    }

    String service() {
        return breaker.service();
    }

    CompletableFuture<Void> first() {
        return first;
    }

    boolean isForced() {
        return known.state() instanceof Forced;
    }

    /** Returns whether the state is of that epoch. */
    boolean isIn(long epoch) {
        return known.state().epoch() == epoch;
    }

    /** Asks the grid for a probe for that exchange. */
    void ask(ProbeRun run) {
        probes.ask(run);
        wake();
    }

    /** A granted probe of that epoch has its verdict, or is given back. */
    void judge(long epoch, Probe probe, Verdict verdict) {
        probes.judge(epoch, probe, verdict);
        wake();
    }

    void onConfigChanged() {
        settleWanted = true;
        wake();
    }

    /** Returns once the grid has taken the operator's word. */
    void force(BreakerChange.Operator to) throws BreakerStoreException {
        OrderDesk.Order order = orders.give(to);
        wake();
        order.await();
    }

    /** Makes a turn soon: never here, since the store blocks. */
    void wake() {
        if (pending.getAndIncrement() == 0) {
            var _ = scheduler.schedule(Duration.ZERO, this::turns);
        }
    }

    private void wakeAfter(Duration delay) {
        var _ = scheduler.schedule(delay, this::wake);
    }

    /** What a look at all breakers found of this one; null: the grid did not answer. */
    void onPolled(@Nullable BreakerState there) {
        polled = there == null ? Polled.MISSED : there.equals(known.state()) ? Polled.SAME : Polled.OTHER;
        wake();
    }

    private void hearPoll() {
        Polled found = polled;
        polled = Polled.NOT;
        switch (found) {
            case SAME -> {
                grid.onConfirmed();
                if (!grid.isWatching()) {
                    lookWanted = true;
                }
            }
            case OTHER -> {
                grid.onContradicted();
                lookWanted = true;
            }
            case MISSED -> grid.onMissed();
            case NOT -> {
                return;
            }
        }
        sweepWanted = found != Polled.MISSED;
    }

    private void onGridChanged() {
        lookWanted = true;
        wake();
    }

    private void turns() {
        int seen;
        do {
            seen = pending.get();
            try {
                if (closed) {
                    end();
                } else {
                    turn();
                }
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).addKeyValue("service", breaker.service()).log("circuit breaker failed");
            }
        } while (pending.addAndGet(-seen) != 0);
    }

    /** A node that goes by itself looks for the grid last, since that may take its time. */
    private void turn() {
        grid.beginTurn();
        hearPoll();
        boolean look = takeLookWanted();
        if (look && !grid.isAlone()) {
            look();
        }
        sweep();
        orders.obey(this::obey);
        probes.tellVerdicts(known.state(), this::step);
        probes.askForProbes(known::state, grid.memberId(), this::step);
        settle();
        elapse();
        report();
        if (look && grid.isAlone()) {
            look();
        }
        arm();
        first.complete(null);
    }

    /** What is asked for from outside may be written meanwhile: it is unset only where it is seen, before it is done. */
    private boolean takeLookWanted() {
        boolean wanted = lookWanted;
        if (wanted) {
            lookWanted = false;
        }
        return wanted;
    }

    private void look() {
        BreakerState state = grid.read(this::onGridChanged);
        if (state != null) {
            known.take(state);
        }
    }

    private void sweep() {
        if (sweepWanted && !grid.isAlone() && !grid.isSilent()) {
            dropMissing();
            if (ticker.nanos() - keepNanos >= 0) {
                settleWanted = true;
            }
        }
        sweepWanted = false;
    }

    private void dropMissing() {
        Set<String> left = missing.left(known.state().members(), store.members());
        if (!left.isEmpty()) {
            var _ = step(new BreakerChange.Left(left));
        }
    }

    private void obey(BreakerChange.Operator to) throws BreakerStoreException {
        BreakerState before = known.state();
        known.take(grid.order(to, thresholds()));
        news.moved(before, known.state(), to);
    }

    private void settle() {
        if (settleWanted) {
            settleWanted = false;
            known.apply();
            if (step(new BreakerChange.Settle())) {
                keepNanos = ticker.nanos() + KEEP_NANOS;
            } else {
                settleWanted = true;
            }
        }
    }

    private void elapse() {
        long until = known.untilNanos();
        if (until != BreakerTimes.FOR_EVER && ticker.nanos() - until >= 0) {
            var _ = step(new BreakerChange.Elapsed(known.state().epoch(), known.mark()));
        }
    }

    /** On change, at most every 50 ms; what the grid has by mistake is said again. */
    private void report() {
        if (!(known.state() instanceof Closed state)) {
            return;
        }
        int run = breaker.run();
        if (run == state.runs().getOrDefault(grid.memberId(), 0)) {
            return;
        }
        long wait = reportNanos - ticker.nanos();
        if (wait <= 0) {
            reportNanos = ticker.nanos() + REPORT_NANOS;
            var _ = step(new BreakerChange.Report(state.epoch(), grid.memberId(), run));
        } else if (reportArmedNanos != reportNanos) {
            reportArmedNanos = reportNanos;
            wakeAfter(Duration.ofNanos(wait));
        }
    }

    /** Returns whether the step is known to be made. */
    private boolean step(BreakerChange change) {
        BreakerState before = known.state();
        BreakerState state = grid.change(before, change, thresholds());
        if (state == null) {
            return false;
        }
        known.take(state);
        news.moved(before, state, change);
        return true;
    }

    /** Wakes itself when the state has lasted long enough, and soon when the grid did not answer. */
    private void arm() {
        if (due != null) {
            due.cancel();
            due = null;
        }
        long until = known.untilNanos();
        if (until != BreakerTimes.FOR_EVER) {
            long left = until - ticker.nanos();
            due = scheduler.schedule(left > 0 ? Duration.ofNanos(left) : AGAIN, this::wake);
        }
        if (grid.isSilent()) {
            wakeAfter(AGAIN);
        }
    }

    private Thresholds thresholds() {
        return Thresholds.of(breaker.config());
    }

    void close() {
        poll.remove(this);
        closed = true;
        wake();
    }

    private void end() {
        if (due != null) {
            due.cancel();
        }
        grid.close();
        probes.close();
        orders.close();
        first.complete(null);
    }

    /** What the last look at all breakers of the node found, until a turn has heard it. */
    private enum Polled {
        NOT,
        /** The state that was known then. */
        SAME,
        OTHER,
        /** The grid did not answer. */
        MISSED
    }
}
