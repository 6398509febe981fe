package io.gridgate.service.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class InMemoryBreakerStoreTest extends BreakerStoreContract {

    private final InMemoryBreakerStore one = InMemoryBreakerStore.of("m1");
    private final InMemoryBreakerStore two = one.beside("m2");

    @Override
    protected BreakerStore store() {
        return one;
    }

    @Override
    protected BreakerStore otherStore() {
        return two;
    }

    @Test
    void whoLeavesIsNoMember() {
        two.leave();

        assertThat(one.members()).containsExactly("m1");
    }
}
