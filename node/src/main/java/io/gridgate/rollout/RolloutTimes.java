package io.gridgate.rollout;

import java.util.concurrent.TimeUnit;

/**
 * Every wait of the rollout, in nanoseconds.
 *
 * <p>Thread-safety: immutable.
 */
final class RolloutTimes {

    /** How often a node asks the board though it heard nothing. */
    static final long POLL = TimeUnit.SECONDS.toNanos(1);
    /** How often until it is ready. */
    static final long POLL_STARTING = TimeUnit.MILLISECONDS.toNanos(200);
    /** How often while it conducts a change. */
    static final long POLL_CONDUCTING = TimeUnit.MILLISECONDS.toNanos(100);
    /** How long a change may wait for the one before it. */
    static final long BUSY = TimeUnit.SECONDS.toNanos(10);
    /** How long a change waits to see half of the last known members before it is refused. */
    static final long MINORITY = TimeUnit.SECONDS.toNanos(5);
    /** How long a change may take, and a proposal be up. */
    static final long CHANGE = TimeUnit.SECONDS.toNanos(30);
    /** How long, on an empty board, a node waits for the others to say what their disks keep. */
    static final long REPORTS = TimeUnit.SECONDS.toNanos(3);
    /** How long it lets a node with a newer revision go first. */
    static final long NEWER_FIRST = TimeUnit.SECONDS.toNanos(6);
    /** The pause before a node tries again to load what it could not, or to bring in what others refused. */
    static final long RETRY = TimeUnit.SECONDS.toNanos(5);
    /** How often a node repeats what it says of itself though nothing changed. */
    static final long REPORT = TimeUnit.SECONDS.toNanos(10);
    /** How often kept documents are compared between the grid and the disk. */
    static final long SHELVING = TimeUnit.SECONDS.toNanos(10);
    /** How long the members must stay the same, half of the last known or more, to become the last known ones. */
    static final long STABLE = TimeUnit.SECONDS.toNanos(60);

    private RolloutTimes() {}
}
