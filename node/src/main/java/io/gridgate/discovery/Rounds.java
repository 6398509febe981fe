package io.gridgate.discovery;

import io.gridgate.service.instance.Scheduler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Rounds of work in the background, never two at once: one soon after each time that somebody asks for it, and polls for as
 * long as the rounds want them.
 *
 * <p>Thread-safety: guarded by itself; the work is done without the lock.
 */
final class Rounds implements AutoCloseable {

    /** What is done in a round. */
    interface Work {

        /** Does it; a poll is a round that nobody asked for. Returns whether a poll is to follow. */
        boolean round(boolean poll);
    }

    private final Scheduler scheduler;
    private final Duration every;
    private final Work work;

    private Scheduler.@Nullable Task nextPoll;
    private boolean hurries;
    private boolean running;
    private boolean again;
    private boolean closed;

    Rounds(Scheduler scheduler, Duration every, Work work) {
        this.scheduler = scheduler;
        this.every = every;
        this.work = work;
    }

    /** Asks for a round; returns at once. */
    synchronized void soon() {
        if (running) {
            again = true;
        } else if (!hurries && !closed) {
            hurries = true;
            scheduler.schedule(Duration.ZERO, () -> run(false));
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
            hurries = false;
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
        if (polls && nextPoll == null && !closed) {
            nextPoll = scheduler.schedule(every, () -> run(true));
        }
    }

    /** No round begins any more. */
    @Override
    public synchronized void close() {
        closed = true;
        if (nextPoll != null) {
            nextPoll.cancel();
        }
    }
}
