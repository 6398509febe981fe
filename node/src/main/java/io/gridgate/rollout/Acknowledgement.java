package io.gridgate.rollout;

import io.gridgate.config.source.Problem;
import java.util.Comparator;
import java.util.List;

/**
 * A node's word on a proposal: that it can load it and has it on disk, or why not.
 *
 * <p>Thread-safety: immutable.
 *
 * @param node its name
 * @param memberId the run that says so
 * @param problems empty: it can
 */
public record Acknowledgement(String node, String memberId, List<Problem> problems) {

    /** The most problems that one acknowledgement carries; more are cut, warnings before errors. */
    public static final int PROBLEMS_MAX = 100;

    public Acknowledgement {
        problems = problems.size() <= PROBLEMS_MAX ? List.copyOf(problems)
                : problems.stream().sorted(Comparator.comparing(problem -> !problem.isError())).limit(PROBLEMS_MAX).toList();
    }

    /** Returns whether the node can load the proposal. */
    public boolean isAgreed() {
        return problems.isEmpty();
    }
}
