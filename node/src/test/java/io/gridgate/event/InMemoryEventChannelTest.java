package io.gridgate.event;

final class InMemoryEventChannelTest extends EventChannelContract {

    private final EventChannel channel = new InMemoryEventChannel();

    @Override
    protected EventChannel channel() {
        return channel;
    }

    @Override
    protected EventChannel otherChannel() {
        return channel;
    }
}
