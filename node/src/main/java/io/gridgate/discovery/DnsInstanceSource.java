package io.gridgate.discovery;

import io.gridgate.config.service.DiscoveryConfig;
import io.gridgate.config.service.DiscoveryConfig.DnsDiscovery;
import io.gridgate.config.value.HostPort;
import io.gridgate.service.instance.KnownInstance;
import io.gridgate.service.instance.NameResolver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.List;

/**
 * Finds instances as the addresses (A, AAAA) of a name, all on one port. A name without addresses counts as nobody knowing:
 * the last ones stay, since the machine's resolver does not tell the one from the other.
 *
 * <p>Thread-safety: thread-safe.
 */
final class DnsInstanceSource extends PollingSource {

    private final NameResolver resolver;

    DnsInstanceSource(DiscoveryPorts ports) {
        super(ports);
        this.resolver = ports.resolver();
    }

    @Override
    List<KnownInstance> read(DiscoveryConfig discovery) throws UnknownHostException {
        if (!(discovery instanceof DnsDiscovery dns)) {
            throw new IllegalArgumentException("discovery: " + discovery + " (expected: dns)");
        }
        return resolver.resolve(dns.name()).stream()
                .map(InetAddress::getHostAddress)
                .map(DnsInstanceSource::withoutScope)
                .distinct()
                .map(address -> new KnownInstance(new HostPort(address, dns.port()), 1, 0, null))
                .sorted(Comparator.comparing(instance -> instance.address().toString()))
                .toList();
    }

    private static String withoutScope(String address) {
        int scope = address.indexOf('%');
        return scope < 0 ? address : address.substring(0, scope);
    }
}
