package io.gridgate.discovery;

import io.gridgate.config.service.DiscoveryConfig;
import io.gridgate.config.service.DiscoveryConfig.ConsulDiscovery;
import io.gridgate.service.instance.InstanceSource;
import java.time.Duration;

/**
 * Follows services of Consul's catalogue by blocking queries.
 *
 * <p>Thread-safety: thread-safe; each watch has its own state.
 */
final class ConsulInstanceSource implements InstanceSource {

    private static final Duration WAIT = Duration.ofSeconds(30);

    private final ConsulConnection consul;
    private final DiscoveryPorts ports;
    private final Duration wait;

    ConsulInstanceSource(ConsulConnection consul, DiscoveryPorts ports) {
        this(consul, ports, WAIT);
    }

    ConsulInstanceSource(ConsulConnection consul, DiscoveryPorts ports, Duration wait) {
        this.consul = consul;
        this.ports = ports;
        this.wait = wait;
    }

    @Override
    public Watch watch(DiscoveryConfig discovery, Listener listener) {
        if (!(discovery instanceof ConsulDiscovery service)) {
            throw new IllegalArgumentException("discovery: " + discovery + " (expected: consul)");
        }
        ConsulWatch watch = new ConsulWatch(service, wait, consul, ports, listener);
        watch.start();
        return watch;
    }
}
