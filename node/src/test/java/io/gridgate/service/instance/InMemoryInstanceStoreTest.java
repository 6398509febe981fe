package io.gridgate.service.instance;

final class InMemoryInstanceStoreTest extends InstanceStoreContract {

    @Override
    protected InstanceStore store() {
        return new InMemoryInstanceStore();
    }
}
