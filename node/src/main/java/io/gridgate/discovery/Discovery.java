package io.gridgate.discovery;

import io.gridgate.config.node.ConsulConfig;
import io.gridgate.config.service.DiscoveryConfig;
import io.gridgate.config.service.DiscoveryConfig.ConsulDiscovery;
import io.gridgate.config.service.DiscoveryConfig.DnsDiscovery;
import io.gridgate.config.service.DiscoveryConfig.DnsSrvDiscovery;
import io.gridgate.service.instance.InstanceSource;
import java.io.IOException;
import java.util.List;

/**
 * The instance source of a node: whatever a service's {@code discovery} names, with what was known last until it speaks.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class Discovery implements InstanceSource, AutoCloseable {

    private final ConsulConnection consulConnection;
    private final InstanceSource consul;
    private final InstanceSource dns;
    private final InstanceSource dnsSrv;

    private Discovery(ConsulConnection consulConnection, DiscoveryPorts ports, Sharing sharing) {
        this.consulConnection = consulConnection;
        this.consul = new RememberedSource(new SharedSource(new ConsulInstanceSource(consulConnection, ports), ports, sharing), ports);
        this.dns = new RememberedSource(new DnsInstanceSource(ports), ports);
        this.dnsSrv = new RememberedSource(DnsSrvInstanceSource.system(ports), ports);
    }

    /**
     * Returns the discovery of a node. Nothing is asked before the first watch, so neither Consul nor DNS need be there.
     *
     * @throws IOException when the token file or a TLS file of {@code consul} cannot be read
     */
    public static Discovery of(ConsulConfig consul, DiscoveryPorts ports, Sharing sharing) throws IOException {
        return new Discovery(ConsulConnection.of(consul), ports, sharing);
    }

    @Override
    public Watch watch(DiscoveryConfig discovery, Listener listener) {
        return switch (discovery) {
            case ConsulDiscovery _ -> consul.watch(discovery, listener);
            case DnsDiscovery _ -> dns.watch(discovery, listener);
            case DnsSrvDiscovery _ -> dnsSrv.watch(discovery, listener);
        };
    }

    @Override
    public List<String> watchers(DiscoveryConfig discovery) {
        return discovery instanceof ConsulDiscovery ? consul.watchers(discovery) : List.of();
    }

    /** Gives up the connections to Consul; watches that are open fail and say so until they are closed. */
    @Override
    public void close() {
        consulConnection.close();
    }
}
