package io.gridgate.grid;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.spi.merge.DiscardMergePolicy;
import org.junit.jupiter.api.Test;

final class GridMapTest {

    @Test
    void oldCopyOfPermitsDoesNotComeBackAfterASplit() {
        assertThat(GridMap.PERMITS.config(0).getMergePolicyConfig().getPolicy()).isEqualTo(DiscardMergePolicy.class.getName());
    }
}
