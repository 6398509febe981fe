package io.gridgate.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.config.source.Mark;
import io.gridgate.config.source.Problem;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a node's word on a proposal carries. */
class AcknowledgementTest {

    @Test
    void warningsAreCutBeforeErrors() {
        List<Problem> problems = new ArrayList<>();
        for (int line = 1; line <= 2 * Acknowledgement.PROBLEMS_MAX; line++) {
            problems.add(Problem.warning(new Mark("gateway.yaml", line, 1), "", "doubtful"));
        }
        problems.add(Problem.error(new Mark("gateway.yaml", 999, 1), "", "wrong"));

        Acknowledgement word = new Acknowledgement("gw-1", "id", problems);

        assertThat(word.problems()).hasSize(Acknowledgement.PROBLEMS_MAX).first().extracting(Problem::message).isEqualTo("wrong");
    }
}
