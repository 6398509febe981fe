package io.gridgate.rollout;

import io.gridgate.base.Ticker;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * How a node's rollout begins, and its clocks.
 *
 * <p>Thread-safety: immutable.
 *
 * @param initial the document to begin with if neither the grid nor any live node's disk has a revision; absent: wait for an apply
 * @param ticker measures every wait
 * @param clock dates revisions
 */
public record RolloutOptions(@Nullable PackedDocument initial, Ticker ticker, InstantSource clock) {

    /** Returns the options with the clocks of this machine. */
    public static RolloutOptions of(@Nullable PackedDocument initial) {
        return new RolloutOptions(initial, Ticker.system(), InstantSource.system());
    }
}
