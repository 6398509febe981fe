package io.gridgate.grid;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.service.breaker.BreakerChange;
import io.gridgate.service.breaker.BreakerState;
import io.gridgate.service.breaker.BreakerState.Forced;
import io.gridgate.service.breaker.BreakerStoreException;
import io.gridgate.service.breaker.Thresholds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class BreakerGridIT {

    private static final Thresholds NUMBERS = new Thresholds(5, 3);
    private static final int SERVICES = 30;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void statesOutliveTheirOwnersOneByOne() throws Exception {
        try (Members members = new Members()) {
            // Given
            List<GridMember> all = new ArrayList<>();
            for (int i = 1; i <= 3; i++) {
                all.add(members.start("gw-" + i));
            }
            members.awaitSize(3);
            for (int i = 0; i < SERVICES; i++) {
                var _ = all.getFirst().breakers().change("svc-" + i, BreakerChange.Operator.OPEN, NUMBERS);
            }
            Awaitility.await().atMost(PATIENCE).until(all.getFirst()::isSafe);
            // When
            members.kill(all.removeFirst());
            members.awaitSize(2);
            // Then
            for (int i = 0; i < SERVICES; i++) {
                assertThat(patiently(all.getFirst(), "svc-" + i)).isEqualTo(new Forced(1, true));
            }
            assertThat(all.getFirst().breakers().members()).hasSize(2).contains(all.getFirst().breakers().memberId());
        }
    }

    /** A call to an owner that has just died fails; the next one finds its backup. */
    private static BreakerState patiently(GridMember member, String service) {
        return Awaitility.await().atMost(PATIENCE).until(() -> {
            try {
                return member.breakers().read(service);
            } catch (BreakerStoreException e) {
                return null;
            }
        }, state -> state != null);
    }
}
