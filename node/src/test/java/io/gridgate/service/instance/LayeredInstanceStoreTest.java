package io.gridgate.service.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LayeredInstanceStoreTest extends InstanceStoreContract {

    private final InMemoryInstanceStore grid = new InMemoryInstanceStore();
    private final InMemoryInstanceStore disk = new InMemoryInstanceStore();

    @Override
    protected InstanceStore store() {
        return InstanceStore.layered(List.of(grid, disk));
    }

    @Test
    void theNewestOfItsLayersIsLoaded() {
        StoredInstances old = new StoredInstances(List.of(), Instant.EPOCH);
        StoredInstances young = new StoredInstances(List.of(), Instant.EPOCH.plusSeconds(1));
        grid.save("k", old);
        disk.save("k", young);

        assertThat(store().load("k")).isEqualTo(young);
    }
}
