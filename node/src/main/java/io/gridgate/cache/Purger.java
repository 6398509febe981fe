package io.gridgate.cache;

import io.gridgate.base.Event;
import io.gridgate.base.EventType;
import io.gridgate.base.Events;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Purges what is stored on every node, and keeps this node up with what others purge: it hears of a purge at once, and looks every second.
 *
 * <p>Thread-safety: thread-safe; one thread of its own follows the board.
 */
public final class Purger implements AutoCloseable {

    /**
     * How a purge went.
     *
     * @param sequence its number among all purges
     * @param silent live nodes that have not said within five seconds that they do not give it any more
     */
    public record Purged(long sequence, Set<String> silent) {}

    private static final Logger LOG = LoggerFactory.getLogger(Purger.class);
    private static final Duration WAIT_MAX = Duration.ofSeconds(5);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LOOK_MILLIS = 1_000;
    /** More than these are purged again as one purge of everything. */
    private static final int OWED_MAX = 64;
    private static final Purge EVERYTHING = new Purge(Purge.By.PREFIX, "/", false);
    /** Purges nothing, but has a number. */
    private static final Purge MARK = new Purge(Purge.By.TAG, "gridgate: the board has other purges than before", true);

    private final ResponseCache cache;
    private final PurgeBoard board;
    private final Events events;
    private final Semaphore signal = new Semaphore(0);
    private final Thread follower;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    /** What this node has added to the board, and not read there since: a split may be healed before anybody has. */
    private final Queue<PurgeBoard.Recorded> added = new ConcurrentLinkedQueue<>();
    /** Only the follower's. */
    private boolean broken;
    /** What this node's part of a split has purged and the board has lost, and is to be purged again; only the follower's. */
    private final Set<Purge> owed = new LinkedHashSet<>();
    private volatile boolean closed;

    private Purger(ResponseCache cache, PurgeBoard board, Events events) {
        this.cache = cache;
        this.board = board;
        this.events = events;
        this.follower = Thread.ofVirtual().name("gridgate-purges").unstarted(this::run);
    }

    /** Begins to follow the purges on the board. */
    public static Purger follow(ResponseCache cache, PurgeBoard board, Events events) {
        Purger purger = new Purger(cache, board, events);
        board.onChange(purger.signal::release);
        purger.follower.start();
        return purger;
    }

    /**
     * Purges on every live node; when it returns, none of those that are not silent gives what was purged. Blocks, seven seconds at most.
     *
     * @throws IOException when the grid does not answer; it may be purged then
     */
    public Purged purge(Purge purge) throws IOException {
        long sequence = board.add(purge, cache.purges().sequence());
        added.add(new PurgeBoard.Recorded(sequence, purge));
        signal.release();
        tell(purge, sequence);
        long deadline = System.nanoTime() + WAIT_MAX.toNanos();
        Set<String> silent = board.unseen(sequence);
        while (!silent.isEmpty() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(POLL_NANOS);
            silent = board.unseen(sequence);
        }
        return new Purged(sequence, silent);
    }

    private void tell(Purge purge, long sequence) {
        events.tell(Event.of(EventType.CACHE_PURGED).with("by", purge.by().name().toLowerCase(Locale.ROOT)).with("name", purge.name())
                .with("soft", purge.soft()).with("sequence", sequence));
    }

    /** Runs the task, which may block, when all purges that are on the board now are known; again after a while if it fails. */
    public void onceFollowed(Runnable task) {
        waiting.add(task);
        signal.release();
    }

    private void run() {
        long said = -1;
        while (!closed) {
            int due = waiting.size();
            try {
                catchUp();
                for (; due > 0; due--) {
                    begin(waiting.remove());
                }
                long now = cache.purges().sequence();
                if (now != said) {
                    board.seen(now);
                    said = now;
                }
            } catch (IOException e) {
                said = -1;
                LOG.atDebug().setMessage("purges not read").addKeyValue("reason", e.getMessage()).log();
            } catch (RuntimeException e) {
                // Whatever it is: a node that does not follow gives what was purged.
                said = -1;
                LOG.atWarn().setMessage("purges not followed").setCause(e).log();
            }
            await();
        }
    }

    private void begin(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            waiting.add(task);
            LOG.atWarn().setMessage("what waited for purges to be known has failed, and is tried again").setCause(e).log();
        }
    }

    private void catchUp() throws IOException {
        broken |= follow();
        if (!broken && owed.isEmpty()) {
            return;
        }
        purgeAgain();
        if (broken) {
            // Both parts of a split may have used one number: what is fetched from now on gets one that neither had.
            long above = board.add(MARK, cache.purges().sequence());
            broken = follow();
            cache.purges().forget(above);
        }
    }

    private boolean follow() throws IOException {
        List<PurgeBoard.Recorded> mine = List.copyOf(added);
        PurgeBoard.Purges there = board.read();
        owed.addAll(cache.purges().lost(there));
        if (there.last() != 0) {
            mine.stream().filter(one -> !there.recorded().contains(one)).forEach(one -> owed.add(one.purge()));
            added.removeAll(mine);
        }
        owed.remove(MARK);
        return cache.purges().follow(there);
    }

    /** What this part of a split has said to be purged is purged on the nodes of the other part, too. */
    private void purgeAgain() throws IOException {
        if (owed.size() > OWED_MAX) {
            owed.clear();
            owed.add(EVERYTHING);
        }
        for (Purge purge : List.copyOf(owed)) {
            board.add(purge, cache.purges().sequence());
            owed.remove(purge);
        }
    }

    private void await() {
        try {
            if (signal.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                signal.drainPermits();
            }
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        follower.interrupt();
    }
}
