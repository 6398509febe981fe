package io.gridgate.ratelimit.concurrency;

import io.gridgate.base.Events;
import io.gridgate.base.Ticker;
import io.gridgate.ratelimit.permit.PermitAsk;
import io.gridgate.ratelimit.permit.PermitStore;
import io.gridgate.ratelimit.permit.PermitStore.Standing;
import io.gridgate.ratelimit.usage.LossNews;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place of a node from which permits are asked for: loops post keys, and a thread of its own asks the store, so that no loop ever waits for
 * the grid.
 *
 * <p>The queue is bounded by the keys that exchanges wait for and by the exchanges that end. At most {@value OwnerCalls#EACH_MAX} asks are under way at
 * each owner, one of each key; an ask beyond them is sent at a later look, or given up with the others.
 *
 * <p>Thread-safety: {@link #post}, {@link #watch} and {@link #standing} by any thread; {@link #work} and {@link #sweep} by the desk's thread alone;
 * answers come on any thread.
 */
final class PermitDesk implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PermitDesk.class);
    private static final String WHAT = "concurrency_limits";
    private static final int BEGUN_MAX = 512;
    private static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final PermitStore store;
    private final Ticker ticker;
    private final PermitMeters meters;
    /** The desk's thread alone. */
    private final LossNews news;
    private final AtomicLong ids = new AtomicLong();
    private final LinkedTransferQueue<KeyPermits> posted = new LinkedTransferQueue<>();
    private final Set<KeyPermits> watched = ConcurrentHashMap.newKeySet();
    /** Keys that are to be asked for a little later, the next one first; the desk's thread alone. */
    private final Queue<Paused> paused = new ArrayDeque<>();
    private final OwnerCalls calls = new OwnerCalls();
    private final Thread thread;
    private volatile boolean closed;

    private record Paused(KeyPermits key, long untilNanos) {}

    private PermitDesk(PermitStore store, Ticker ticker, PermitMeters meters, Events events, @Nullable Thread thread) {
        this.store = store;
        this.ticker = ticker;
        this.meters = meters;
        this.news = new LossNews(events, WHAT);
        this.thread = thread == null ? Thread.ofPlatform().name("gridgate-permits").daemon().unstarted(this::run) : thread;
    }

    PermitDesk(PermitStore store, Ticker ticker, PermitMeters meters, Events events) {
        this(store, ticker, meters, events, null);
    }

    /** Returns a desk whose work is done by the thread that calls {@link #work} and {@link #sweep}. */
    static PermitDesk manual(PermitStore store, Ticker ticker, PermitMeters meters, Events events) {
        return new PermitDesk(store, ticker, meters, events, Thread.currentThread());
    }

    /** Starts the desk's thread, if it has not been started. */
    synchronized void start() {
        if (thread.getState() == Thread.State.NEW) {
            thread.start();
        }
    }

    /** Has the key asked for soon. */
    void post(KeyPermits key) {
        posted.add(key);
    }

    /** Watches over a key until it is out of use. */
    void watch(KeyPermits key) {
        watched.add(key);
    }

    /** An ask was answered or given up. */
    void over(PermitAsk ask) {
        calls.end(ask.id());
    }

    Standing standing() {
        return store.standing();
    }

    /** Returns how many keys are in use on this node. */
    int keys() {
        return watched.size();
    }

    private void run() {
        long sweptNanos = ticker.nanos();
        while (!closed) {
            try {
                KeyPermits first = posted.poll(idleNanos(sweptNanos + SWEEP_NANOS), TimeUnit.NANOSECONDS);
                if (first != null) {
                    begin(first);
                }
                work();
                if (ticker.nanos() - sweptNanos >= SWEEP_NANOS) {
                    sweptNanos = ticker.nanos();
                    sweep();
                }
            } catch (InterruptedException e) {
                closed = true;
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).log("a concurrency limit's ask failed");
            }
        }
    }

    private long idleNanos(long sweepAtNanos) {
        long now = ticker.nanos();
        Paused next = paused.peek();
        return Math.max(0, Math.min(sweepAtNanos - now, next == null ? Long.MAX_VALUE : next.untilNanos() - now));
    }

    /** Begins the asks of the keys that are posted or whose pause is over, as many as there may be before the next look. */
    void work() {
        long now = ticker.nanos();
        for (Paused next = paused.peek(); next != null && next.untilNanos() - now <= 0; next = paused.peek()) {
            paused.remove();
            begin(next.key());
        }
        KeyPermits key = posted.poll();
        for (int i = 1; key != null; key = i < BEGUN_MAX ? posted.poll() : null, i++) {
            begin(key);
        }
    }

    private void begin(KeyPermits key) {
        long now = ticker.nanos();
        long pauseNanos = key.pauseNanos(now);
        if (pauseNanos > 0) {
            paused.add(new Paused(key, now + pauseNanos));
            return;
        }
        PermitAsk ask = key.begin(ids.incrementAndGet(), store.standing(), now);
        if (ask != null) {
            send(key, ask);
        }
    }

    private void send(KeyPermits key, PermitAsk ask) {
        if (!calls.begin(ask.id(), store.owner(key.key()))) {
            meters.delayed();
            key.failed(ask, ticker.nanos());
            return;
        }
        meters.asked();
        long sentNanos = ticker.nanos();
        try {
            var _ = store.ask(key.key(), ask).whenComplete((held, failure) -> onAnswer(key, ask, sentNanos, held, failure));
        } catch (RuntimeException e) {
            onAnswer(key, ask, sentNanos, null, e);
        }
    }

    private void onAnswer(KeyPermits key, PermitAsk ask, long sentNanos, @Nullable Integer held, @Nullable Throwable failure) {
        long now = ticker.nanos();
        if (held == null) {
            meters.failed();
            LOG.atDebug().setCause(failure).addKeyValue("key", key.key()).log("a concurrency limit's owner did not answer");
            key.failed(ask, now);
            return;
        }
        meters.answered(now - sentNanos);
        key.answered(ask, held, now);
    }

    /** Looks after what is late, what is idle and what is to be said again. */
    void sweep() {
        Standing standing = store.standing();
        news.observe(standing.isAskable());
        watched.removeIf(key -> isDone(key, standing));
    }

    private boolean isDone(KeyPermits key, Standing standing) {
        KeyPermits.Next next = key.sweep(standing, ticker.nanos());
        PermitAsk ask = next == KeyPermits.Next.REPEAT ? key.underWay() : null;
        if (ask != null) {
            send(key, ask);
        }
        return next == KeyPermits.Next.DONE;
    }

    /** Stops; exchanges that wait are let go by their own deadlines. */
    @Override
    public void close() {
        closed = true;
        if (thread.equals(Thread.currentThread())) {
            return;
        }
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
