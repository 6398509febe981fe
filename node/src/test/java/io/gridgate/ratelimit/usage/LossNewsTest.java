package io.gridgate.ratelimit.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.base.EventType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LossNewsTest {

    private final List<EventType> told = new ArrayList<>();
    private final LossNews news = new LossNews(event -> told.add(event.type()), "rate_limits");

    @Test
    void theGridsLossAndItsEndAreToldOnceEach() {
        for (boolean askable : List.of(false, true, true, false, false, true, true)) {
            news.observe(askable);
        }

        assertThat(told).containsExactly(EventType.GRID_LOSS_ENTERED, EventType.GRID_LOSS_LEFT);
    }
}
