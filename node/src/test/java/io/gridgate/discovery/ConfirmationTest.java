package io.gridgate.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.service.instance.KnownInstance;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConfirmationTest {

    private static final List<KnownInstance> ONE = List.of(KnownInstance.of("10.0.0.1:80"));

    private final Confirmation confirmation = new Confirmation();

    @Test
    void anEmptySetCountsTheSecondTime() {
        assertThat(confirmation.accepts(ONE)).isTrue();
        assertThat(confirmation.accepts(List.of())).isFalse();
        assertThat(confirmation.accepts(List.of())).isTrue();
        assertThat(confirmation.accepts(List.of())).isTrue();
    }

    @Test
    void theFirstSetIsNoExceptionSinceOthersMayKnowInstances() {
        assertThat(confirmation.accepts(List.of())).isFalse();
        assertThat(confirmation.accepts(ONE)).isTrue();
        assertThat(confirmation.accepts(List.of())).isFalse();
    }
}
