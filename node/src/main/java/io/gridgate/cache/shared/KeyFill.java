package io.gridgate.cache.shared;

import io.gridgate.cache.shared.FillState.Step;
import java.util.function.Predicate;

/**
 * The fetch of one key, and where it stands among all that was done with the key: what was claimed before it was dropped has a smaller number than the
 * drop, and whoever claims it later a larger one.
 *
 * @param order from the grid's clock, so that it goes on when the key was forgotten meanwhile
 *
 * <p>Thread-safety: immutable.
 */
public record KeyFill(long order, FillState state) {

    /** Of a key that nothing was done with. */
    public static final KeyFill NONE = new KeyFill(0, new FillState.Free());

    /**
     * Returns the fetch after the step.
     *
     * @param isLive whether a member is one still
     * @param nowMillis the grid's clock
     */
    public KeyFill after(Step step, Predicate<String> isLive, long nowMillis) {
        FillState after = state.after(step, isLive);
        boolean isNews = step instanceof Step.Drop || !after.equals(state) && !after.isSameFetch(state);
        return new KeyFill(isNews ? Math.max(order + 1, nowMillis) : order, after);
    }
}
