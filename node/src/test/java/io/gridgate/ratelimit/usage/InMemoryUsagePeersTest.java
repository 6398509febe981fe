package io.gridgate.ratelimit.usage;

import java.util.Map;

final class InMemoryUsagePeersTest extends UsagePeersContract {

    private final Map<String, InMemoryUsagePeers> all = InMemoryUsagePeers.nobody();
    private final InMemoryUsagePeers one = new InMemoryUsagePeers("gw-1", all);
    private final InMemoryUsagePeers two = new InMemoryUsagePeers("gw-2", all);

    @Override
    protected UsagePeers peers() {
        return one;
    }

    @Override
    protected UsagePeers otherPeers() {
        return two;
    }
}
