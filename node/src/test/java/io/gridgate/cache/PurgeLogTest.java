package io.gridgate.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.cache.PurgeBoard.Purges;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PurgeLogTest {

    private static final List<String> NAMES = List.of("kuser:7", "p/users/7", "tred", "tblue");
    private final PurgeLog log = new PurgeLog();
    private Purges purges = Purges.NONE;

    @Test
    void whatBeganBeforeAPurgeOfOneOfItsNamesIsGone() {
        purge(Purge.By.TAG, "red", false);
        assertThat(verdict(0)).isEqualTo(PurgeLog.Verdict.GONE);
        assertThat(verdict(1)).isEqualTo(PurgeLog.Verdict.VALID);
    }

    @Test
    void othersAreNot() {
        purge(Purge.By.TAG, "green", false);
        purge(Purge.By.KEY, "red", false);
        purge(Purge.By.PATH, "/users", false);
        purge(Purge.By.PREFIX, "/orders", false);
        assertThat(verdict(0)).isEqualTo(PurgeLog.Verdict.VALID);
    }

    @Test
    void everyKindOfNamePurges() {
        for (Purge purge : List.of(new Purge(Purge.By.KEY, "user:7", false), new Purge(Purge.By.PATH, "/users/7", false),
                new Purge(Purge.By.PREFIX, "/users", false), new Purge(Purge.By.PREFIX, "/", false))) {
            purge(purge.by(), purge.name(), false);
            assertThat(verdict(log.sequence() - 1)).as(purge.toString()).isEqualTo(PurgeLog.Verdict.GONE);
        }
    }

    @Test
    void softPurgeMakesStaleAndAHardOneMore() {
        purge(Purge.By.TAG, "red", true);
        assertThat(verdict(0)).isEqualTo(PurgeLog.Verdict.STALE);
        purge(Purge.By.TAG, "blue", false);
        assertThat(verdict(0)).isEqualTo(PurgeLog.Verdict.GONE);
        purge(Purge.By.TAG, "blue", true);
        assertThat(verdict(0)).isEqualTo(PurgeLog.Verdict.GONE);
        assertThat(verdict(2)).isEqualTo(PurgeLog.Verdict.STALE);
    }

    @Test
    void theOldestFoldIntoAFloorBelowWhichEverythingIsGone() {
        for (int i = 0; i <= PurgeBoard.RECORDS_MAX; i++) {
            purge(Purge.By.TAG, "other" + i, false);
        }
        assertThat(purges.recorded()).hasSize(PurgeBoard.RECORDS_MAX);
        assertThat(purges.floor()).isEqualTo(1);
        assertThat(verdict(0)).isEqualTo(PurgeLog.Verdict.GONE);
        assertThat(verdict(1)).isEqualTo(PurgeLog.Verdict.VALID);
    }

    @Test
    void aBoardThatLostItsContentsTakesNothingBack() {
        purge(Purge.By.TAG, "red", false);
        log.follow(Purges.NONE);
        assertThat(verdict(0)).isEqualTo(PurgeLog.Verdict.GONE);
        purges = Purges.NONE.with(new Purge(Purge.By.TAG, "blue", false), log.sequence());
        assertThat(purges.last()).isEqualTo(2);
        log.follow(purges);
        assertThat(verdict(1)).isEqualTo(PurgeLog.Verdict.GONE);
    }

    @Test
    void whereABoardHasOtherPurgesThanItHadEverythingFromBeforeIsGone() {
        purge(Purge.By.TAG, "green", false);
        log.follow(Purges.NONE.with(new Purge(Purge.By.TAG, "brown", false), log.sequence()));
        assertThat(verdict(1)).isEqualTo(PurgeLog.Verdict.GONE);
        assertThat(verdict(2)).isEqualTo(PurgeLog.Verdict.VALID);
    }

    @Test
    void purgesOfTheOtherPartOfASplitCountWhenItIsHealed() {
        purge(Purge.By.TAG, "green", false);
        Purges before = purges;
        purge(Purge.By.TAG, "brown", false);
        Purges theirs = before.with(new Purge(Purge.By.TAG, "red", false), 0);
        assertThat(log.follow(theirs)).isTrue();
        assertThat(verdict(1)).isEqualTo(PurgeLog.Verdict.GONE);

        Purges marked = theirs.with(new Purge(Purge.By.TAG, "mark", true), log.sequence());
        assertThat(log.follow(marked)).isFalse();
        log.forget(marked.last());
        assertThat(verdict(2)).as("both parts had a second purge").isEqualTo(PurgeLog.Verdict.GONE);
        assertThat(verdict(log.sequence())).isEqualTo(PurgeLog.Verdict.VALID);
        assertThat(log.follow(marked.with(new Purge(Purge.By.TAG, "white", false), 0))).isFalse();
        assertThat(verdict(3)).as("others are gone no more").isEqualTo(PurgeLog.Verdict.VALID);
    }

    private void purge(Purge.By by, String name, boolean soft) {
        purges = purges.with(new Purge(by, name, soft), 0);
        log.follow(purges);
    }

    private PurgeLog.Verdict verdict(long born) {
        return log.verdict(NAMES, "/users/7", born);
    }
}
