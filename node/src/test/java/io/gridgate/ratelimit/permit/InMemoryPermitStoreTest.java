package io.gridgate.ratelimit.permit;

import io.gridgate.fixture.FakeTicker;

final class InMemoryPermitStoreTest extends PermitStoreContract {

    private final InMemoryPermitStore store = new InMemoryPermitStore(new FakeTicker());
    private final InMemoryPermitStore other = store.of("m-2");

    @Override
    protected PermitStore store() {
        return store;
    }

    @Override
    protected PermitStore otherStore() {
        return other;
    }
}
