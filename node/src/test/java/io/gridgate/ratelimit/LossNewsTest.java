package io.gridgate.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.base.EventType;
import io.gridgate.ratelimit.counter.CounterStore.Standing;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LossNewsTest {

    private final List<EventType> told = new ArrayList<>();
    private final LossNews news = new LossNews(event -> told.add(event.type()));

    @Test
    void theGridsLossAndItsEndAreToldOnceEach() {
        Standing whole = new Standing(true, 3);
        Standing lost = new Standing(false, 3);
        for (Standing standing : List.of(Standing.ALONE, whole, whole, lost, lost, whole, whole)) {
            news.observe(standing);
        }

        assertThat(told).containsExactly(EventType.GRID_LOSS_ENTERED, EventType.GRID_LOSS_LEFT);
    }
}
