package io.gridgate.rollout;

import io.gridgate.config.source.Problem;
import java.util.List;

/**
 * This node must not go on: its disk belongs to another cluster, or the initial document that it was given cannot be loaded.
 *
 * <p>Thread-safety: immutable.
 */
public final class RolloutRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    RolloutRefusedException(String message, List<Problem> problems) {
        super(message);
        this.problems = List.copyOf(problems);
    }

    /** Returns what is wrong with the initial document; empty if that is not the reason. */
    public List<Problem> problems() {
        return problems;
    }
}
