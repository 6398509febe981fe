package io.gridgate.service.peer;

final class InMemoryLoadChannelTest extends LoadChannelContract {

    private final LoadChannel channel = new InMemoryLoadChannel();

    @Override
    protected LoadChannel channel() {
        return channel;
    }

    @Override
    protected LoadChannel otherChannel() {
        return channel;
    }
}
