package io.gridgate.event;

import io.gridgate.base.Event;
import java.time.Instant;

/**
 * An event with who told it and when.
 *
 * <p>Thread-safety: immutable.
 *
 * @param node who told it
 * @param run of that node: when it started, in milliseconds by its own clock
 * @param sequence among the events of that run, from 1 and without a hole
 * @param at when it happened by that node's clock, to the millisecond
 */
public record ToldEvent(String node, long run, long sequence, Instant at, Event event) {

    private static final int RADIX = 36;

    public ToldEvent {
        at = Instant.ofEpochMilli(at.toEpochMilli());
    }

    /** Returns its name, by which all nodes know it. */
    public String id() {
        return node + "." + Long.toString(run, RADIX) + "." + sequence;
    }
}
