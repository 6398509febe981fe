package io.gridgate.service.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.service.breaker.BreakerChange.Ask;
import io.gridgate.service.breaker.BreakerChange.Elapsed;
import io.gridgate.service.breaker.BreakerChange.Judge;
import io.gridgate.service.breaker.BreakerChange.Judged;
import io.gridgate.service.breaker.BreakerChange.Left;
import io.gridgate.service.breaker.BreakerChange.Operator;
import io.gridgate.service.breaker.BreakerChange.Report;
import io.gridgate.service.breaker.BreakerChange.Settle;
import io.gridgate.service.breaker.BreakerState.Closed;
import io.gridgate.service.breaker.BreakerState.Forced;
import io.gridgate.service.breaker.BreakerState.HalfOpen;
import io.gridgate.service.breaker.BreakerState.Open;
import io.gridgate.service.breaker.BreakerState.Probe;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class BreakerStateTest {

    private static final Thresholds NUMBERS = new Thresholds(5, 3);
    private static final Probe A1 = new Probe("a", 1);
    private static final Probe A2 = new Probe("a", 2);
    private static final Probe B1 = new Probe("b", 1);
    private static final Probe C1 = new Probe("c", 1);
    private static final HalfOpen HALF = new HalfOpen(2, 1, 0, 0, List.of());

    private static BreakerState after(BreakerState state, BreakerChange... changes) {
        BreakerState now = state;
        for (BreakerChange change : changes) {
            now = change.appliedTo(now, NUMBERS);
        }
        return now;
    }

    private static Judge judge(long epoch, Probe probe, Verdict verdict) {
        return new Judge(epoch, List.of(new Judged(probe, verdict)));
    }

    @Test
    void failuresOfAllMembersOpenItTogether() {
        BreakerState four = after(Closed.NEW, new Report(0, "a", 2), new Report(0, "b", 2));

        assertThat(four).isEqualTo(new Closed(0, 0, Map.of("a", 2, "b", 2)));
        assertThat(after(four, new Report(0, "c", 1))).isEqualTo(new Open(1, 1));
        assertThat(after(four, new Report(0, "b", 3))).isEqualTo(new Open(1, 1));
    }

    @Test
    void aRunThatEndedCountsNoMore() {
        assertThat(after(Closed.NEW, new Report(0, "a", 4), new Report(0, "a", 0), new Report(0, "b", 4)))
                .isEqualTo(new Closed(0, 0, Map.of("b", 4)));
    }

    @Test
    void aRunSaidTwiceCountsOnce() {
        assertThat(after(Closed.NEW, new Report(0, "a", 3), new Report(0, "a", 3))).isEqualTo(new Closed(0, 0, Map.of("a", 3)));
    }

    @Test
    void whatBelongsToAnOlderEpochChangesNothing() {
        Stream.of(new Closed(7, 1, Map.of("a", 1)), new Open(7, 1), new HalfOpen(7, 1, 2, 1, List.of(A1)), new Forced(7, true))
                .forEach(state -> assertThat(after(state, new Report(6, "a", 9), new Ask(6, List.of(B1)), judge(6, A1, Verdict.FAILURE),
                        new Elapsed(6, 2))).isEqualTo(state));
    }

    @Test
    void aStateTakesOnlyTheStepsOfItsKind() {
        assertThat(after(new Open(1, 1), new Report(1, "a", 9), new Ask(1, List.of(A1)), judge(1, A1, Verdict.FAILURE)))
                .isEqualTo(new Open(1, 1));
        assertThat(after(HALF, new Report(2, "a", 9))).isEqualTo(HALF);
        assertThat(after(new Forced(3, false), new Report(3, "a", 9), new Elapsed(3, 0))).isEqualTo(new Forced(3, false));
    }

    @Test
    void asManyProbesAreGrantedAsHaveToSucceed() {
        BreakerState two = after(HALF, new Ask(2, List.of(A1, A2)));
        BreakerState full = after(two, new Ask(2, List.of(B1, C1)));

        assertThat(full).isEqualTo(new HalfOpen(2, 1, 1, 0, List.of(A1, A2, B1)));
        assertThat(after(full, new Ask(2, List.of(C1)))).isEqualTo(full);
    }

    @Test
    void aProbeAskedTwiceIsGrantedOnce() {
        assertThat(after(HALF, new Ask(2, List.of(A1)), new Ask(2, List.of(A1)))).isEqualTo(new HalfOpen(2, 1, 1, 0, List.of(A1)));
    }

    @Test
    void successesCloseIt() {
        BreakerState two = after(HALF, new Ask(2, List.of(A1, A2, B1)), judge(2, A1, Verdict.SUCCESS), judge(2, B1, Verdict.SUCCESS));

        assertThat(after(two, new Ask(2, List.of(C1)))).as("a success is not made up for by another probe").isEqualTo(two);
        assertThat(after(two, judge(2, A2, Verdict.SUCCESS))).isEqualTo(new Closed(3, 1, Map.of()));
    }

    @Test
    void oneFailureOpensIt() {
        assertThat(after(HALF, new Ask(2, List.of(A1, A2, B1)), judge(2, A1, Verdict.SUCCESS), judge(2, B1, Verdict.FAILURE)))
                .isEqualTo(new Open(3, 1));
    }

    @Test
    void aVerdictSaidTwiceCountsOnce() {
        BreakerState one = after(HALF, new Ask(2, List.of(A1, A2, B1)), judge(2, A1, Verdict.SUCCESS));

        assertThat(after(one, judge(2, A1, Verdict.SUCCESS), judge(2, A1, Verdict.FAILURE), judge(2, C1, Verdict.FAILURE)))
                .isEqualTo(one);
    }

    @Test
    void aProbeGivenBackIsFreeAgain() {
        assertThat(after(HALF, new Ask(2, List.of(A1, A2, B1)), judge(2, A2, Verdict.NONE), new Ask(2, List.of(C1))))
                .isEqualTo(new HalfOpen(2, 1, 1, 0, List.of(A1, B1, C1)));
    }

    @Test
    void probesAndFailuresOfThoseWhoLeftAreDropped() {
        assertThat(after(HALF, new Ask(2, List.of(A1, B1, A2)), new Left(Set.of("a")))).isEqualTo(new HalfOpen(2, 1, 1, 0, List.of(B1)));
        assertThat(after(new Closed(0, 0, Map.of("a", 4, "b", 1)), new Left(Set.of("a")))).isEqualTo(new Closed(0, 0, Map.of("b", 1)));
    }

    @Test
    void withoutAVerdictItOpensAgain() {
        BreakerState waiting = after(HALF, new Ask(2, List.of(A1)));

        assertThat(after(waiting, new Elapsed(2, 1))).isEqualTo(new Open(3, 1));
        assertThat(after(waiting, judge(2, A1, Verdict.SUCCESS), new Elapsed(2, 1))).as("a verdict came meanwhile")
                .isEqualTo(new HalfOpen(2, 1, 2, 1, List.of()));
        assertThat(after(HALF, new Elapsed(2, 0))).as("nobody asked: nothing is waited for").isEqualTo(HALF);
    }

    @Test
    void theOpenTimeLeadsToHalfOpen() {
        assertThat(after(new Open(1, 2), new Elapsed(1, 0))).isEqualTo(new HalfOpen(2, 2, 0, 0, List.of()));
    }

    @Test
    void onlyOpeningsFromClosedAreCountedAndCalmForgetsThem() {
        BreakerState reopened = after(new Closed(3, 1, Map.of()), new Report(3, "a", 5), new Elapsed(4, 0), new Ask(5, List.of(A1)),
                judge(5, A1, Verdict.FAILURE));

        assertThat(reopened).isEqualTo(new Open(6, 2));
        assertThat(after(new Closed(9, 2, Map.of("a", 1)), new Elapsed(9, 0))).isEqualTo(new Closed(9, 0, Map.of("a", 1)));
        assertThat(new Closed(0, Closed.OPENINGS_MAX, Map.of()).reported("a", 5, NUMBERS)).isEqualTo(new Open(1, Closed.OPENINGS_MAX));
    }

    @Test
    void anOperatorHoldsItUntilItIsReleased() {
        BreakerState open = after(Closed.NEW, Operator.OPEN);

        assertThat(open).isEqualTo(new Forced(1, true));
        assertThat(after(open, Operator.OPEN)).as("said twice").isEqualTo(open);
        assertThat(after(open, Operator.CLOSED)).isEqualTo(new Forced(2, false));
        assertThat(after(open, Operator.AUTO)).isEqualTo(new Closed(2, 0, Map.of()));
        assertThat(after(HALF, Operator.AUTO)).as("nothing to release").isEqualTo(HALF);
        assertThat(after(HALF, Operator.CLOSED)).isEqualTo(new Forced(3, false));
    }

    @Test
    void lowerThresholdsCountAtOnce() {
        Thresholds lower = new Thresholds(2, 1);

        assertThat(new Settle().appliedTo(new Closed(0, 0, Map.of("a", 1, "b", 1)), lower)).isEqualTo(new Open(1, 1));
        assertThat(new Settle().appliedTo(new HalfOpen(2, 1, 1, 1, List.of(A1)), lower)).isEqualTo(new Closed(3, 1, Map.of()));
        assertThat(new Settle().appliedTo(new Open(1, 1), lower)).isEqualTo(new Open(1, 1));
        assertThat(HALF.free(lower)).isEqualTo(1);
        assertThat(new HalfOpen(2, 1, 1, 0, List.of(A1, B1)).free(lower)).isZero();
    }
}
