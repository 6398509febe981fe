package io.gridgate.service.breaker;

import io.gridgate.base.Ticker;
import io.gridgate.config.service.CircuitBreakerConfig;
import io.gridgate.service.breaker.BreakerState.Closed;
import io.gridgate.service.breaker.BreakerState.Forced;
import io.gridgate.service.breaker.BreakerState.HalfOpen;
import io.gridgate.service.breaker.BreakerState.Probe;
import io.gridgate.service.instance.Scheduler;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    private static final long FORCE_SECONDS = 10;

    private final Breaker breaker;
    private final BreakerStore store;
    private final BreakerPoll poll;
    private final Scheduler scheduler;
    private final Ticker ticker;
    private final BreakerNews news;
    private final CompletableFuture<Void> first = new CompletableFuture<>();
    private final AtomicInteger pending = new AtomicInteger();
    private final ProbeDesk probes = new ProbeDesk();
    private final Queue<Order> orders = new ConcurrentLinkedQueue<>();
    private volatile boolean lookWanted = true;
    private volatile Polled polled = Polled.NOT;
    private volatile boolean settleWanted;
    private volatile boolean closed;
    /** Written by turns alone. */
    private volatile BreakerState known = Closed.NEW;

    // What follows is confined to turns.
    private final GridLink grid;
    private boolean sweepWanted;
    private Set<String> missing = Set.of();
    private Scheduler.@Nullable Task due;
    private long seenNanos;
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
        this.seenNanos = ticker.nanos();
        this.reportNanos = seenNanos;
        this.keepNanos = seenNanos + KEEP_NANOS;
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
        return known instanceof Forced;
    }

    /** Returns whether the state is of that epoch. */
    boolean isIn(long epoch) {
        return known.epoch() == epoch;
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
        Order order = new Order(to, new CompletableFuture<>());
        orders.add(order);
        wake();
        try {
            order.done().get(FORCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof BreakerStoreException silent ? silent : new BreakerStoreException("breaker not turned", e);
        } catch (TimeoutException e) {
            throw new BreakerStoreException("breaker not turned in " + FORCE_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BreakerStoreException("interrupted", e);
        }
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
        polled = there == null ? Polled.MISSED : there.equals(known) ? Polled.SAME : Polled.OTHER;
        wake();
    }

    private void hearPoll() {
        Polled found = polled;
        polled = Polled.NOT;
        switch (found) {
            case SAME -> {
                grid.onConfirmed();
                lookWanted |= !grid.isWatching();
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
        boolean look = lookWanted;
        lookWanted = false;
        if (look && !grid.isAlone()) {
            look();
        }
        sweep();
        obey();
        probes.tellVerdicts(known, this::step);
        probes.askForProbes(() -> known, grid.memberId(), this::step);
        settle();
        elapse();
        report();
        if (look && grid.isAlone()) {
            look();
        }
        arm();
        first.complete(null);
    }

    private void look() {
        BreakerState state = grid.read(this::onGridChanged);
        if (state == null) {
            return;
        }
        take(state);
    }

    private void sweep() {
        if (sweepWanted && !grid.isAlone() && !grid.isSilent()) {
            dropMissing();
            settleWanted |= ticker.nanos() - keepNanos >= 0;
        }
        sweepWanted = false;
    }

    /** A member that the state names and that was missing a second ago too has left. */
    private void dropMissing() {
        Set<String> members = store.members();
        Set<String> now = new TreeSet<>();
        if (!members.isEmpty()) {
            now.addAll(known.members());
            now.removeAll(members);
        }
        Set<String> left = new TreeSet<>(now);
        left.retainAll(missing);
        missing = now;
        if (!left.isEmpty()) {
            var _ = step(new BreakerChange.Left(left));
        }
    }

    private void obey() {
        for (Order order = orders.poll(); order != null; order = orders.poll()) {
            try {
                BreakerState before = known;
                take(grid.order(order.to(), thresholds()));
                news.moved(before, known, order.to());
                order.done().complete(null);
            } catch (BreakerStoreException e) {
                order.done().completeExceptionally(e);
            }
        }
    }

    private void settle() {
        if (settleWanted) {
            settleWanted = false;
            breaker.follow(known, untilNanos());
            if (step(new BreakerChange.Settle())) {
                keepNanos = ticker.nanos() + KEEP_NANOS;
            } else {
                settleWanted = true;
            }
        }
    }

    private void elapse() {
        long until = untilNanos();
        if (until != BreakerTimes.FOR_EVER && ticker.nanos() - until >= 0) {
            var _ = step(new BreakerChange.Elapsed(known.epoch(), markOf(known)));
        }
    }

    /** On change, at most every 50 ms; what the grid has by mistake is said again. */
    private void report() {
        if (!(known instanceof Closed state)) {
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
        BreakerState state = grid.change(known, change, thresholds());
        if (state == null) {
            return false;
        }
        BreakerState before = known;
        take(state);
        news.moved(before, state, change);
        return true;
    }

    private void take(BreakerState next) {
        BreakerState before = known;
        if (next.equals(before)) {
            return;
        }
        boolean moved = next.epoch() != before.epoch() || next.getClass() != before.getClass();
        if (moved || markOf(next) != markOf(before)) {
            seenNanos = ticker.nanos();
        }
        known = next;
        breaker.follow(next, untilNanos());
        if (moved && !next.kind().equals(before.kind())) {
            breaker.meters().changedTo(next.kind());
            LOG.atWarn().addKeyValue("service", breaker.service()).addKeyValue("from", before.kind()).addKeyValue("to", next.kind())
                    .addKeyValue("forced", next instanceof Forced).log("circuit breaker changed");
        }
    }

    private static int markOf(BreakerState state) {
        return state instanceof HalfOpen half ? half.mark() : 0;
    }

    private long untilNanos() {
        long lasts = BreakerTimes.lasts(known, config());
        return lasts == BreakerTimes.FOR_EVER ? BreakerTimes.FOR_EVER : seenNanos + lasts;
    }

    /** Wakes itself when the state has lasted long enough, and soon when the grid did not answer. */
    private void arm() {
        if (due != null) {
            due.cancel();
            due = null;
        }
        long until = untilNanos();
        if (until != BreakerTimes.FOR_EVER) {
            long left = until - ticker.nanos();
            due = scheduler.schedule(left > 0 ? Duration.ofNanos(left) : AGAIN, this::wake);
        }
        if (grid.isSilent()) {
            wakeAfter(AGAIN);
        }
    }

    private Thresholds thresholds() {
        return Thresholds.of(config());
    }

    private CircuitBreakerConfig config() {
        return breaker.config();
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
        for (Order order = orders.poll(); order != null; order = orders.poll()) {
            order.done().completeExceptionally(new BreakerStoreException("the service has no breaker any more", null));
        }
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

    /** An operator's word and when it was taken. */
    private record Order(BreakerChange.Operator to, CompletableFuture<Void> done) {}
}
