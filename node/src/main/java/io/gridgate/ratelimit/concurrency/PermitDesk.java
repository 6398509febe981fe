package io.gridgate.ratelimit.concurrency;

import io.gridgate.base.Events;
import io.gridgate.base.Ticker;
import io.gridgate.ratelimit.ask.AskLoop;
import io.gridgate.ratelimit.ask.OwnerCalls;
import io.gridgate.ratelimit.permit.PermitAsk;
import io.gridgate.ratelimit.permit.PermitStore;
import io.gridgate.ratelimit.permit.PermitStore.Standing;
import io.gridgate.ratelimit.usage.LossNews;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place of a node from which permits are asked for.
 *
 * <p>The queue is bounded by the keys that exchanges wait for and by the exchanges that end. At most {@value OwnerCalls#EACH_MAX} asks are under way at
 * each owner, one of each key; an ask beyond them is sent at a later look, or given up with the others.
 *
 * <p>Thread-safety: {@link #post}, {@link #watch}, {@link #over} and {@link #standing} by any thread; {@link #work} and {@link #sweep} by the desk's
 * thread alone; answers come on any thread.
 */
final class PermitDesk implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PermitDesk.class);
    private static final String WHAT = "concurrency_limits";

    private final PermitStore store;
    private final Ticker ticker;
    private final PermitMeters meters;
    /** The desk's thread alone. */
    private final LossNews news;
    private final AtomicLong ids = new AtomicLong();
    private final Set<KeyPermits> watched = ConcurrentHashMap.newKeySet();
    private final OwnerCalls calls = new OwnerCalls();
    private final AskLoop<KeyPermits> loop;

    private PermitDesk(PermitStore store, Ticker ticker, PermitMeters meters, Events events, @Nullable String thread) {
        this.store = store;
        this.ticker = ticker;
        this.meters = meters;
        this.news = new LossNews(events, WHAT);
        this.loop = AskLoop.of(this::begin, this::sweep, ticker, thread);
    }

    PermitDesk(PermitStore store, Ticker ticker, PermitMeters meters, Events events) {
        this(store, ticker, meters, events, "gridgate-permits");
    }

    /** Returns a desk whose work is done by the thread that calls {@link #work} and {@link #sweep}. */
    static PermitDesk manual(PermitStore store, Ticker ticker, PermitMeters meters, Events events) {
        return new PermitDesk(store, ticker, meters, events, null);
    }

    /** Starts the desk's thread, if it has not been started. */
    void start() {
        loop.start();
    }

    /** Has the key asked for soon. */
    void post(KeyPermits key) {
        loop.post(key);
    }

    /** Watches over a key until it is out of use. */
    void watch(KeyPermits key) {
        watched.add(key);
    }

    /** The ask of that id was answered or given up. */
    void over(long id) {
        calls.end(id);
    }

    Standing standing() {
        return store.standing();
    }

    /** Returns how many keys are in use on this node. */
    int keys() {
        return watched.size();
    }

    /** Begins the asks of the keys that are posted or whose pause is over, as many as there may be before the next look. */
    void work() {
        loop.work();
    }

    private long begin(KeyPermits key) {
        long now = ticker.nanos();
        long pauseNanos = key.pauseNanos(now);
        PermitAsk ask = pauseNanos > 0 ? null : key.begin(ids.incrementAndGet(), store.standing(), now);
        if (ask != null) {
            send(key, ask);
        }
        return pauseNanos;
    }

    private void send(KeyPermits key, PermitAsk ask) {
        long sentNanos = ticker.nanos();
        boolean isSent = calls.send(ask.id(), store.owner(key.key()), () -> {
            meters.asked();
            return store.ask(key.key(), ask);
        }, (held, failure) -> onAnswer(key, ask, sentNanos, held, failure));
        if (!isSent) {
            meters.delayed();
            key.failed(ask, sentNanos);
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
        loop.close();
    }
}
