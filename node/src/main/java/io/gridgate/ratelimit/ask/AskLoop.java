package io.gridgate.ratelimit.ask;

import io.gridgate.base.Ticker;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of a node from which the grid is asked about keys of a kind: selector loops post keys, and it begins their asks and looks after them
 * every 50 ms, so that no loop ever waits for the grid.
 *
 * <p>Thread-safety: {@link #post}, {@link #start} and {@link #close} by any thread; {@link #work} by its own thread alone, or by the test's.
 */
public final class AskLoop<K> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AskLoop.class);
    private static final int BEGUN_MAX = 512;
    private static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final ToLongFunction<K> begin;
    private final Runnable sweep;
    private final Ticker ticker;
    private final Thread thread;
    private final LinkedTransferQueue<K> posted = new LinkedTransferQueue<>();
    /** Keys that are to be asked for a little later, the next one first; its own thread alone. */
    private final Queue<Paused<K>> paused = new ArrayDeque<>();
    private volatile boolean closed;

    private record Paused<K>(K key, long untilNanos) {}

    private AskLoop(ToLongFunction<K> begin, Runnable sweep, Ticker ticker, @Nullable String name) {
        this.begin = begin;
        this.sweep = sweep;
        this.ticker = ticker;
        this.thread = name == null ? Thread.currentThread() : Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    /**
     * Returns a loop; what it is to do is done by its thread alone and never waits for an answer.
     *
     * @param begin begins the ask of a key; returns for how many nanoseconds that has to wait, as long for all keys; 0: it does not
     * @param sweep looks after what is late, idle or to be said again
     * @param name of its thread, which begins with {@link #start}; null: its thread is the one that calls {@link #work}
     */
    public static <K> AskLoop<K> of(ToLongFunction<K> begin, Runnable sweep, Ticker ticker, @Nullable String name) {
        return new AskLoop<>(begin, sweep, ticker, name);
    }

    /** Starts its thread, if it has not been started. */
    public synchronized void start() {
        if (thread.getState() == Thread.State.NEW) {
            thread.start();
        }
    }

    /** Has the key asked for soon. */
    public void post(K key) {
        posted.add(key);
    }

    private void run() {
        long sweptNanos = ticker.nanos();
        while (!closed) {
            try {
                K first = posted.poll(idleNanos(sweptNanos + SWEEP_NANOS), TimeUnit.NANOSECONDS);
                if (first != null) {
                    begin(first);
                }
                work();
                if (ticker.nanos() - sweptNanos >= SWEEP_NANOS) {
                    sweptNanos = ticker.nanos();
                    sweep.run();
                }
            } catch (InterruptedException e) {
                closed = true;
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).log("a limit's ask failed");
            }
        }
    }

    private long idleNanos(long sweepAtNanos) {
        long now = ticker.nanos();
        Paused<K> next = paused.peek();
        return Math.max(0, Math.min(sweepAtNanos - now, next == null ? Long.MAX_VALUE : next.untilNanos() - now));
    }

    /** Begins the asks of the keys that are posted or whose pause is over, as many as there may be before the next look. */
    public void work() {
        long now = ticker.nanos();
        for (Paused<K> next = paused.peek(); next != null && next.untilNanos() - now <= 0; next = paused.peek()) {
            paused.remove();
            begin(next.key());
        }
        K key = posted.poll();
        for (int i = 1; key != null; key = i < BEGUN_MAX ? posted.poll() : null, i++) {
            begin(key);
        }
    }

    private void begin(K key) {
        long pauseNanos = begin.applyAsLong(key);
        if (pauseNanos > 0) {
            paused.add(new Paused<>(key, ticker.nanos() + pauseNanos));
        }
    }

    /** Stops; who waits is let go by their own deadlines. */
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
