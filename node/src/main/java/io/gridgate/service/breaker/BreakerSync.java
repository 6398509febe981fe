package io.gridgate.service.breaker;

import io.gridgate.base.Ticker;
import io.gridgate.config.service.CircuitBreakerConfig;
import io.gridgate.service.breaker.BreakerChange.Judged;
import io.gridgate.service.breaker.BreakerState.Closed;
import io.gridgate.service.breaker.BreakerState.Forced;
import io.gridgate.service.breaker.BreakerState.HalfOpen;
import io.gridgate.service.breaker.BreakerState.Probe;
import io.gridgate.service.instance.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The conversation of one node with the grid about one breaker, in turns, one after the other: each says what is to be said, combined, and
 * takes over the state that comes back. A turn is asked for by an event of the grid, by an outcome, and every second.
 *
 * <p>A late answer is not a lost grid: it is given up only after five seconds without any, and the node then makes the steps for itself
 * alone until the grid answers again, whose state counts then.
 *
 * <p>Thread-safety: thread-safe; what turns use is confined to them by {@code pending}.
 */
final class BreakerSync {

    private static final Logger LOG = LoggerFactory.getLogger(BreakerSync.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration AGAIN = Duration.ofMillis(100);
    private static final long REPORT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long GONE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long KEEP_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final long FORCE_SECONDS = 10;
    private static final String NOBODY = "alone";

    private final Breaker breaker;
    private final BreakerStore store;
    private final Scheduler scheduler;
    private final Ticker ticker;
    private final CompletableFuture<Void> first = new CompletableFuture<>();
    private final AtomicInteger pending = new AtomicInteger();
    private final Queue<ProbeRun> asks = new ConcurrentLinkedQueue<>();
    private final Queue<Given> verdicts = new ConcurrentLinkedQueue<>();
    private final Queue<Order> orders = new ConcurrentLinkedQueue<>();
    private volatile boolean lookWanted = true;
    private volatile boolean sweepWanted;
    private volatile boolean settleWanted;
    private volatile boolean closed;
    private volatile BreakerState known = Closed.NEW;

    /** What follows is confined to turns. */
    private final List<ProbeRun> asked = new ArrayList<>();
    private final List<Given> given = new ArrayList<>();
    private Set<String> missing = Set.of();
    private BreakerStore.@Nullable Watch watch;
    private Scheduler.@Nullable Task due;
    private String memberId = NOBODY;
    private boolean alone;
    private boolean silent;
    private long seenNanos;
    private long answeredNanos;
    private long reportNanos;
    private long reportArmedNanos;
    private long keepNanos;
    /** Begins anywhere, so that a breaker that is made anew never bears the names of the one before. */
    private long sequence = ThreadLocalRandom.current().nextLong();

    BreakerSync(Breaker breaker, Breaker.Ports ports) {
        this.breaker = breaker;
        this.store = ports.store();
        this.scheduler = ports.scheduler();
        this.ticker = ports.ticker();
        this.seenNanos = ticker.nanos();
        this.answeredNanos = seenNanos;
        this.reportNanos = seenNanos;
        this.keepNanos = seenNanos + KEEP_NANOS;
    }

    void start() {
        wake();
        var _ = scheduler.schedule(POLL, this::poll);
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
        asks.add(run);
        wake();
    }

    /** A granted probe of that epoch has its verdict, or is given back. */
    void judge(long epoch, Probe probe, Verdict verdict) {
        verdicts.add(new Given(epoch, new Judged(probe, verdict)));
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

    private void poll() {
        if (!closed) {
            lookWanted = true;
            sweepWanted = true;
            wake();
            var _ = scheduler.schedule(POLL, this::poll);
        }
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
                turn();
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).addKeyValue("service", breaker.service()).log("circuit breaker failed");
            }
        } while (pending.addAndGet(-seen) != 0);
    }

    private void turn() {
        if (closed) {
            end();
            return;
        }
        silent = false;
        boolean look = lookWanted;
        lookWanted = false;
        if (look && !alone) {
            look();
        }
        obey();
        judge();
        ask();
        settle();
        elapse();
        report();
        if (look && alone) {
            look();
        }
        arm();
        first.complete(null);
    }

    private void look() {
        try {
            if (watch == null) {
                watch = store.watch(breaker.service(), this::onGridChanged);
            }
            memberId = store.memberId();
            BreakerState state = store.read(breaker.service());
            onAnswered();
            take(state);
        } catch (BreakerStoreException e) {
            onSilence(e);
            return;
        }
        if (sweepWanted) {
            sweepWanted = false;
            dropMissing();
            if (ticker.nanos() - keepNanos >= 0) {
                settleWanted = true;
            }
        }
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
            change(new BreakerChange.Left(left));
        }
    }

    private void obey() {
        for (Order order = orders.poll(); order != null; order = orders.poll()) {
            try {
                take(store.change(breaker.service(), order.to(), thresholds()));
                onAnswered();
                order.done().complete(null);
            } catch (BreakerStoreException e) {
                onSilence(e);
                order.done().completeExceptionally(e);
            }
        }
    }

    private void judge() {
        for (Given one = verdicts.poll(); one != null; one = verdicts.poll()) {
            given.add(one);
        }
        given.removeIf(one -> one.epoch() != known.epoch());
        if (!given.isEmpty() && change(new BreakerChange.Judge(known.epoch(), given.stream().map(Given::judged).toList()))) {
            given.clear();
        }
    }

    private void ask() {
        for (ProbeRun run = asks.poll(); run != null; run = asks.poll()) {
            asked.add(run);
        }
        asked.removeIf(this::isVoid);
        if (asked.isEmpty()) {
            return;
        }
        List<Probe> probes = new ArrayList<>();
        asked.forEach(run -> probes.add(named(run)));
        if (change(new BreakerChange.Ask(known.epoch(), probes))) {
            asked.forEach(this::tell);
            asked.clear();
        }
    }

    /** What was sent and given up meanwhile may have been granted. */
    private boolean isVoid(ProbeRun run) {
        if (run.epoch() != known.epoch()) {
            run.refused();
            return true;
        }
        Probe probe = run.probe();
        if (run.isOver() && probe != null) {
            judge(run.epoch(), probe, Verdict.NONE);
        }
        return run.isOver();
    }

    private Probe named(ProbeRun run) {
        Probe probe = run.probe();
        if (probe == null) {
            probe = new Probe(memberId, sequence++);
            run.askedAs(probe);
        }
        return probe;
    }

    private void tell(ProbeRun run) {
        if (known.epoch() == run.epoch() && known instanceof HalfOpen half && half.probes().contains(run.probe())) {
            run.granted();
        } else {
            run.refused();
        }
    }

    private void settle() {
        if (settleWanted) {
            settleWanted = false;
            breaker.follow(known, untilNanos());
            if (change(new BreakerChange.Settle())) {
                keepNanos = ticker.nanos() + KEEP_NANOS;
            } else {
                settleWanted = true;
            }
        }
    }

    private void elapse() {
        if (known instanceof Forced || BreakerTimes.lasts(known, config()) == BreakerTimes.FOR_EVER) {
            return;
        }
        if (ticker.nanos() - untilNanos() >= 0) {
            change(new BreakerChange.Elapsed(known.epoch(), known instanceof HalfOpen half ? half.mark() : 0));
        }
    }

    /** On change, at most every 50 ms; what the grid has by mistake is said again. */
    private void report() {
        if (!(known instanceof Closed state)) {
            return;
        }
        int run = breaker.run();
        if (run == state.runs().getOrDefault(memberId, 0)) {
            return;
        }
        long wait = reportNanos - ticker.nanos();
        if (wait > 0) {
            if (reportArmedNanos != reportNanos) {
                reportArmedNanos = reportNanos;
                wakeAfter(Duration.ofNanos(wait));
            }
            return;
        }
        reportNanos = ticker.nanos() + REPORT_NANOS;
        change(new BreakerChange.Report(state.epoch(), memberId, run));
    }

    /** Makes the step in the grid, or here while there is none; returns whether it is known to be made. */
    private boolean change(BreakerChange change) {
        if (alone) {
            take(change.appliedTo(known, thresholds()));
            return true;
        }
        if (silent) {
            return false;
        }
        try {
            BreakerState state = store.change(breaker.service(), change, thresholds());
            onAnswered();
            take(state);
            return true;
        } catch (BreakerStoreException e) {
            onSilence(e);
            return false;
        }
    }

    private void onAnswered() {
        answeredNanos = ticker.nanos();
        if (alone) {
            alone = false;
            LOG.atInfo().addKeyValue("service", breaker.service()).log("circuit breaker follows the grid again");
        }
    }

    /** The rest of the turn asks nothing more: each silent call takes its time. */
    private void onSilence(BreakerStoreException e) {
        silent = true;
        if (!alone && ticker.nanos() - answeredNanos >= GONE_NANOS) {
            alone = true;
            LOG.atWarn().addKeyValue("service", breaker.service()).addKeyValue("reason", e.getMessage())
                    .log("circuit breaker goes by this node alone");
        }
        if (!alone) {
            wakeAfter(AGAIN);
        }
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

    /** Wakes itself when the state has lasted long enough. */
    private void arm() {
        if (due != null) {
            due.cancel();
            due = null;
        }
        if (BreakerTimes.lasts(known, config()) != BreakerTimes.FOR_EVER) {
            long left = untilNanos() - ticker.nanos();
            due = scheduler.schedule(left > 0 ? Duration.ofNanos(left) : AGAIN, this::wake);
        }
    }

    private Thresholds thresholds() {
        return Thresholds.of(config());
    }

    private CircuitBreakerConfig config() {
        return breaker.config();
    }

    void close() {
        closed = true;
        wake();
    }

    private void end() {
        if (due != null) {
            due.cancel();
        }
        if (watch != null) {
            watch.close();
            watch = null;
        }
        for (ProbeRun run = asks.poll(); run != null; run = asks.poll()) {
            run.refused();
        }
        asked.forEach(ProbeRun::refused);
        asked.clear();
        for (Order order = orders.poll(); order != null; order = orders.poll()) {
            order.done().completeExceptionally(new BreakerStoreException("the service has no breaker any more", null));
        }
        first.complete(null);
    }

    /** The verdict of a probe of that epoch. */
    private record Given(long epoch, Judged judged) {}

    /** An operator's word and when it was taken. */
    private record Order(BreakerChange.Operator to, CompletableFuture<Void> done) {}
}
