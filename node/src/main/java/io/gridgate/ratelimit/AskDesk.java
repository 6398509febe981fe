package io.gridgate.ratelimit;

import io.gridgate.base.Events;
import io.gridgate.base.Ticker;
import io.gridgate.ratelimit.ask.AskLoop;
import io.gridgate.ratelimit.ask.OwnerCalls;
import io.gridgate.ratelimit.counter.Ask;
import io.gridgate.ratelimit.counter.CounterStore;
import io.gridgate.ratelimit.counter.CounterStore.Standing;
import io.gridgate.ratelimit.counter.Grant;
import io.gridgate.ratelimit.usage.LossNews;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place of a node from which counters are asked.
 *
 * <p>A key is posted once until its ask begins, so the queue is bounded by the keys that requests wait for, and those by the node's connections. At
 * most {@value OwnerCalls#EACH_MAX} asks are under way at each owner, one of each key; one beyond them is sent at a later look, or given up with the
 * others. Of calls that give permits back there are at most {@value #RETURNS_MAX} at once; the others wait for a later look.
 *
 * <p>Thread-safety: {@link #post}, {@link #watch}, {@link #over} and {@link #standing} by any thread; {@link #work} and {@link #sweep} by the desk's
 * thread alone; answers come on any thread.
 */
final class AskDesk implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AskDesk.class);
    private static final String WHAT = "rate_limits";
    private static final int RETURNS_MAX = 64;
    /** Evicted keys that are still watched, because their counter could not be told yet what they spent; of others it never hears. */
    static final int EVICTED_MAX = 10_000;
    /** Keys that have time are looked at each so many looks, since there may be as many as there are keys. */
    private static final int CALM_LOOKS = 10;

    private final CounterStore store;
    private final Ticker ticker;
    private final LimitMeters meters;
    private final long holder;
    private final LossNews news;
    private final AtomicLong ids = new AtomicLong();
    private final Set<KeyCounter> watched = ConcurrentHashMap.newKeySet();
    /** Confined to the desk's thread. */
    private final Set<KeyCounter> calm = new HashSet<>();
    /** One task at most of each limit's cache. */
    private final Queue<Runnable> upkeep = new ConcurrentLinkedQueue<>();
    private final OwnerCalls calls = new OwnerCalls();
    private final Semaphore returns = new Semaphore(RETURNS_MAX);
    private final AskLoop<KeyCounter> loop;
    private int looks;

    private AskDesk(CounterStore store, Ticker ticker, LimitMeters meters, long holder, Events events, @Nullable String thread) {
        this.store = store;
        this.ticker = ticker;
        this.meters = meters;
        this.holder = holder;
        this.news = new LossNews(events, WHAT);
        this.loop = AskLoop.of(this::begin, this::sweep, ticker, thread);
    }

    AskDesk(CounterStore store, Ticker ticker, LimitMeters meters, Events events) {
        this(store, ticker, meters, ThreadLocalRandom.current().nextLong(), events, "gridgate-limits");
    }

    /** Returns a desk whose work is done by the thread that calls {@link #work} and {@link #sweep}. */
    static AskDesk manual(CounterStore store, Ticker ticker, LimitMeters meters, long holder) {
        return new AskDesk(store, ticker, meters, holder, Events.none(), null);
    }

    /** Starts the desk's thread, if it has not been started. */
    void start() {
        loop.start();
    }

    /** Has the key asked for soon. */
    void post(KeyCounter key) {
        loop.post(key);
    }

    /** Watches over a key that was let through without asking, until its counter has been told. */
    void watch(KeyCounter key) {
        watched.add(key);
    }

    /** Runs the task at the next look. */
    void later(Runnable task) {
        upkeep.add(task);
    }

    /** The ask of that id was answered or given up. */
    void over(long id) {
        calls.end(id);
    }

    /** Returns how many keys are looked after. */
    int watched() {
        return watched.size();
    }

    Standing standing() {
        return store.standing();
    }

    /** Begins the asks of the keys that are posted, as many as there may be before the next look. */
    void work() {
        loop.work();
    }

    private long begin(KeyCounter key) {
        Ask ask = key.asks().begin(holder, ids.incrementAndGet(), store.standing(), ticker.nanos());
        if (ask != null) {
            watched.add(key);
            send(key, ask);
        }
        return 0;
    }

    private void send(KeyCounter key, Ask ask) {
        long sentNanos = ticker.nanos();
        boolean isSent = calls.send(ask.id(), store.owner(key.key()), () -> {
            meters.asked();
            return store.ask(key.key(), key.rule(), ask);
        }, (grant, failure) -> onAnswer(key, ask, sentNanos, grant, failure));
        if (!isSent) {
            meters.delayed();
            key.asks().failed(ask, sentNanos);
        }
    }

    private void onAnswer(KeyCounter key, Ask ask, long sentNanos, @Nullable Grant grant, @Nullable Throwable failure) {
        long now = ticker.nanos();
        if (grant == null) {
            meters.failed();
            LOG.atDebug().setCause(failure).addKeyValue("key", key.key()).log("a rate limit's counter did not answer");
            key.asks().failed(ask, now);
            return;
        }
        meters.answered(grant.granted(), now - sentNanos);
        follow(key, key.asks().answered(ask, grant, sentNanos, now));
    }

    private void follow(KeyCounter key, Sweep next) {
        switch (next) {
            case BEGIN -> {
                watched.add(key);
                post(key);
            }
            case KEEP -> watched.add(key);
            case LATER -> calm.add(key);
            case REPEAT -> {
                watched.add(key);
                Ask ask = key.asks().underWay();
                if (ask != null) {
                    send(key, ask);
                }
            }
            case GIVE_BACK -> giveBack(key);
            case DONE -> {
            }
        }
    }

    private void giveBack(KeyCounter key) {
        if (!returns.tryAcquire()) {
            watched.add(key);
            return;
        }
        Lending.Idle idle = key.asks().idle(ticker.nanos());
        if (idle == null) {
            returns.release();
            return;
        }
        meters.gaveBack();
        try {
            var _ = store.giveBack(key.key(), key.rule(), holder, idle.id(), idle.units())
                    .whenComplete((_, failure) -> onGivenBack(failure));
        } catch (RuntimeException e) {
            onGivenBack(e);
        }
    }

    private void onGivenBack(@Nullable Throwable failure) {
        returns.release();
        if (failure != null) {
            LOG.atDebug().setCause(failure).log("permits were not given back");
        }
    }

    /** Looks after what is late and what is idle, and does what was put off until now. */
    void sweep() {
        for (Runnable task = upkeep.poll(); task != null; task = upkeep.poll()) {
            task.run();
        }
        if (++looks % CALM_LOOKS == 0) {
            watched.addAll(calm);
            calm.clear();
        }
        Standing standing = store.standing();
        news.observe(standing.isAskable());
        int evicted = 0;
        for (KeyCounter key : watched.toArray(KeyCounter[]::new)) {
            watched.remove(key);
            boolean isEvicted = key.isEvicted();
            evicted += isEvicted ? 1 : 0;
            if (!isEvicted || evicted <= EVICTED_MAX) {
                follow(key, key.asks().sweep(standing, !isEvicted, ticker.nanos()));
            } else {
                key.asks().abandon(ticker.nanos());
            }
        }
    }

    /** Stops; requests that wait are let go by their own deadlines. */
    @Override
    public void close() {
        loop.close();
    }
}
