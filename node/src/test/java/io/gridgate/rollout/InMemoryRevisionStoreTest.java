package io.gridgate.rollout;

final class InMemoryRevisionStoreTest extends RevisionStoreContract {

    private final InMemoryRevisionStore store = new InMemoryRevisionStore();

    @Override
    protected RevisionStore store() {
        return store;
    }

    @Override
    protected RevisionStore restarted() {
        store.restart();
        return store;
    }
}
