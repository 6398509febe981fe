package io.gridgate.ratelimit.counter;

import io.gridgate.fixture.FakeTicker;

final class InMemoryCounterStoreTest extends CounterStoreContract {

    private final InMemoryCounterStore store = new InMemoryCounterStore(new FakeTicker());

    @Override
    protected CounterStore store() {
        return store;
    }

    @Override
    protected CounterStore otherStore() {
        return store;
    }
}
