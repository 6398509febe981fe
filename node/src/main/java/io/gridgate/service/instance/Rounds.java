package io.gridgate.service.instance;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Rounds of work in the background, never two at once: one soon after each time that somebody asks for it, and polls for as
 * long as the rounds want them.
 *
 * <p>Thread-safety: guarded by itself; the work is done without the lock, and each round sees what the one before it left.
 */
public final class Rounds implements AutoCloseable {

    /** What is done in a round. */
    @FunctionalInterface
    public interface Work {

        /** Does it; a poll is a round that nobody asked for. Returns whether a poll is to follow. */
        boolean round(boolean poll);
    }

    private final Scheduler scheduler;
    private final Duration soon;
    private final Duration every;
    private final Work work;

    private Scheduler.@Nullable Task nextSoon;
    private Scheduler.@Nullable Task nextPoll;
    private boolean running;
    private boolean again;
    private boolean pollsAgain;
    private boolean closed;

    /**
     * Creates rounds of which none is due.
     *
     * @param soon how long a round that is asked for waits for others that ask
     * @param every the time from a round to the next poll
     */
    public Rounds(Scheduler scheduler, Duration soon, Duration every, Work work) {
        this.scheduler = scheduler;
        this.soon = soon;
        this.every = every;
        this.work = work;
    }

    /** Asks for a round, which begins after this was called; returns at once. */
    public synchronized void soon() {
        if (running) {
            again = true;
        } else if (nextSoon == null && !closed) {
            nextSoon = scheduler.schedule(soon, () -> run(false));
        }
    }

    /** Asks for polls, unless one is due already; returns at once. */
    public synchronized void begin() {
        if (running) {
            pollsAgain = true;
        } else {
            poll();
        }
    }

    private void poll() {
        if (nextPoll == null && !closed) {
            nextPoll = scheduler.schedule(every, () -> run(true));
        }
    }

    private void run(boolean poll) {
        if (begins(poll)) {
            boolean polls = true;
            try {
                polls = work.round(poll);
            } finally {
                ended(polls);
            }
        }
    }

    private synchronized boolean begins(boolean poll) {
        if (poll) {
            nextPoll = null;
        } else {
            nextSoon = null;
        }
        again = running;
        if (closed || running) {
            return false;
        }
        running = true;
        return true;
    }

    private synchronized void ended(boolean polls) {
        running = false;
        if (again) {
            again = false;
            soon();
        }
        if (polls || pollsAgain) {
            poll();
        } else if (nextPoll != null) {
            nextPoll.cancel();
            nextPoll = null;
        }
        pollsAgain = false;
    }

    /** No round begins any more. */
    @Override
    public synchronized void close() {
        closed = true;
        if (nextPoll != null) {
            nextPoll.cancel();
        }
        if (nextSoon != null) {
            nextSoon.cancel();
        }
    }
}
