package io.gridgate.config;

import io.gridgate.config.source.Problem;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A document that was refused, with all its problems; its message is one line for each.
 *
 * <p>Thread-safety: immutable.
 */
public final class ConfigException extends RuntimeException {

    private final transient List<Problem> problems;

    /** Carries these problems, warnings among them. */
    public ConfigException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** Returns all problems in the order of their places, warnings among them. */
    public List<Problem> problems() {
        return problems;
    }
}
