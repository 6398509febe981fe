package io.gridgate.config.service;

import org.jspecify.annotations.Nullable;

/**
 * Where the instances of a service are looked up.
 *
 * <p>Thread-safety: immutable.
 */
public sealed interface DiscoveryConfig {
    /**
     * A service of Consul's catalogue.
     *
     * @param service its name in Consul
     * @param tag only instances that bear it; absent: all
     * @param passing whether only instances with passing checks count
     */
    record ConsulDiscovery(String service, @Nullable String tag, boolean passing) implements DiscoveryConfig {}

    /** The addresses (A, AAAA) of a DNS name, all on one port. */
    record DnsDiscovery(String name, int port) implements DiscoveryConfig {}

    /** The targets, ports and weights of DNS SRV records. */
    record DnsSrvDiscovery(String name) implements DiscoveryConfig {}
}
