package io.gridgate.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.ratelimit.counter.Grant;
import org.junit.jupiter.api.Test;

final class KnowledgeTest {

    private static final long HEARD = 1_000_000;

    @Test
    void whatIsLeftIsRefusedToNobodyNotEvenToWhoLookedAtTheTimeBeforeItWasHeard() {
        Knowledge known = Knowledge.of(new Grant(1, 999, 1_000, 3_600_000, 0), false, HEARD);

        assertThat(known.isRefusing(HEARD - 1)).isFalse();
        assertThat(known.isRefusing(HEARD)).isFalse();
    }

    @Test
    void whatIsUsedUpIsRefusedUntilItMayBeFreeAgain() {
        Knowledge known = Knowledge.of(new Grant(0, 0, 1_000, 3_600_000, 2), true, HEARD);

        assertThat(known.isRefusing(HEARD - 1)).isTrue();
        assertThat(known.isRefusing(HEARD + 1_999_999)).isTrue();
        assertThat(known.isRefusing(HEARD + 2_000_000)).isFalse();
    }
}
