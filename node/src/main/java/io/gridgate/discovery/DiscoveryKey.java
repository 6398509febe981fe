package io.gridgate.discovery;

import io.gridgate.config.service.DiscoveryConfig;
import io.gridgate.config.service.DiscoveryConfig.ConsulDiscovery;
import io.gridgate.config.service.DiscoveryConfig.DnsDiscovery;
import io.gridgate.config.service.DiscoveryConfig.DnsSrvDiscovery;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * The key under which the instances of a discovered set are remembered, equal on every node: {@code consul/product?tag=prod&passing=true}.
 *
 * <p>Thread-safety: stateless.
 */
final class DiscoveryKey {

    private DiscoveryKey() {}

    static String of(DiscoveryConfig discovery) {
        return switch (discovery) {
            case ConsulDiscovery consul -> "consul/" + escaped(consul.service())
                    + "?tag=" + (consul.tag() == null ? "" : escaped(consul.tag())) + "&passing=" + consul.passing();
            case DnsDiscovery dns -> "dns/" + escaped(dns.name()) + ":" + dns.port();
            case DnsSrvDiscovery srv -> "dns_srv/" + escaped(srv.name());
        };
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
