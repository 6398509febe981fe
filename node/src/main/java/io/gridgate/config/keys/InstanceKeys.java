package io.gridgate.config.keys;

import static io.gridgate.config.shape.Quantities.integer;
import static io.gridgate.config.shape.Quantities.port;
import static io.gridgate.config.shape.Scalars.bool;
import static io.gridgate.config.shape.Scalars.hostPort;
import static io.gridgate.config.shape.Scalars.text;
import static io.gridgate.config.shape.Shapes.forms;
import static io.gridgate.config.shape.Shapes.someOf;

import io.gridgate.config.service.DiscoveryConfig;
import io.gridgate.config.service.InstanceConfig;
import io.gridgate.config.shape.Key;
import io.gridgate.config.shape.MapShape;
import io.gridgate.config.shape.Reading;
import io.gridgate.config.shape.Shape;
import io.gridgate.config.shape.Shapes;
import io.gridgate.config.shape.Values;
import io.gridgate.config.value.GatewayDefaults;
import io.gridgate.config.value.HostPort;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys that say where the instances of a service are.
 *
 * <p>Thread-safety: immutable.
 */
final class InstanceKeys {

    private InstanceKeys() {}

    private static final Key<InstanceConfig, HostPort> ADDRESS = Key
            .<InstanceConfig, HostPort>of("address", hostPort(), InstanceConfig::address, "where it listens").required();
    private static final Key<InstanceConfig, Integer> WEIGHT = Key.<InstanceConfig, Integer>of("weight",
            integer(1, GatewayDefaults.INSTANCE_WEIGHT_MAX), InstanceConfig::weight, "its share beside the others")
            .orElse(GatewayDefaults.INSTANCE_WEIGHT);
    private static final Key<InstanceConfig, String> ZONE = Key.of("zone", text(), InstanceConfig::zone, "the zone it is in");
    private static final MapShape<InstanceConfig> INSTANCE_MAP = MapShape.of("instance", "One fixed instance.",
            List.of(ADDRESS, WEIGHT, ZONE),
            v -> new InstanceConfig(v.get(ADDRESS), v.get(WEIGHT), v.find(ZONE)));
    private static final Shape<InstanceConfig> INSTANCE = forms(
            Shapes.map(hostPort(),
                    address -> new InstanceConfig(address, GatewayDefaults.INSTANCE_WEIGHT, null), InstanceConfig::address),
            INSTANCE_MAP, i -> i.weight() == GatewayDefaults.INSTANCE_WEIGHT && i.zone() == null);

    static final Shape<List<InstanceConfig>> INSTANCES = someOf(INSTANCE).then(InstanceKeys::checkInstances);

    private static void checkInstances(List<InstanceConfig> instances, String path, Reading reading) {
        Map<HostPort, Integer> first = new HashMap<>();
        for (int i = 0; i < instances.size(); i++) {
            Integer twin = first.putIfAbsent(instances.get(i).address(), i);
            if (twin != null) {
                reading.error(path + "[" + i + "]",
                        "instance " + instances.get(i).address() + " stands in the list twice, first at " + path + "[" + twin + "]");
            }
        }
    }

    private static final Key<DiscoveryConfig.ConsulDiscovery, String> CONSUL_SERVICE = Key.<DiscoveryConfig.ConsulDiscovery, String>of(
            "service", text(), DiscoveryConfig.ConsulDiscovery::service, "its name in Consul").required();
    private static final Key<DiscoveryConfig.ConsulDiscovery, String> CONSUL_TAG = Key.of("tag", text(),
            DiscoveryConfig.ConsulDiscovery::tag, "only instances that bear this tag");
    private static final Key<DiscoveryConfig.ConsulDiscovery, Boolean> CONSUL_PASSING = Key.<DiscoveryConfig.ConsulDiscovery, Boolean>of(
            "passing", bool(), DiscoveryConfig.ConsulDiscovery::passing,
            "only instances whose checks pass").orElse(true);
    private static final MapShape<DiscoveryConfig.ConsulDiscovery> CONSUL = MapShape.of("consul_discovery",
            "A service of Consul's catalogue.",
            List.of(CONSUL_SERVICE, CONSUL_TAG, CONSUL_PASSING),
            v -> new DiscoveryConfig.ConsulDiscovery(v.get(CONSUL_SERVICE), v.find(CONSUL_TAG), v.get(CONSUL_PASSING)));

    private static final Key<DiscoveryConfig.DnsDiscovery, String> DNS_NAME = Key.<DiscoveryConfig.DnsDiscovery, String>of("name",
            Words.DNS_NAME, DiscoveryConfig.DnsDiscovery::name, "the name whose addresses are the instances").required();
    private static final Key<DiscoveryConfig.DnsDiscovery, Integer> DNS_PORT = Key.<DiscoveryConfig.DnsDiscovery, Integer>of("port", port(),
            DiscoveryConfig.DnsDiscovery::port, "the port of all of them").required();
    private static final MapShape<DiscoveryConfig.DnsDiscovery> DNS = MapShape.of("dns_discovery", "The addresses of a DNS name.",
            List.of(DNS_NAME, DNS_PORT), v -> new DiscoveryConfig.DnsDiscovery(v.get(DNS_NAME), v.get(DNS_PORT)));

    private static final Key<DiscoveryConfig.DnsSrvDiscovery, String> SRV_NAME = Key.<DiscoveryConfig.DnsSrvDiscovery, String>of("name",
            Words.DNS_NAME, DiscoveryConfig.DnsSrvDiscovery::name, "the name of the SRV records").required();
    private static final MapShape<DiscoveryConfig.DnsSrvDiscovery> DNS_SRV = MapShape.of("dns_srv_discovery",
            "The targets of DNS SRV records.",
            List.of(SRV_NAME), v -> new DiscoveryConfig.DnsSrvDiscovery(v.get(SRV_NAME)));

    private static final Key<DiscoveryConfig, DiscoveryConfig.ConsulDiscovery> BY_CONSUL = Key.of("consul", CONSUL,
            d -> d instanceof DiscoveryConfig.ConsulDiscovery c ? c : null, "looked up in Consul");
    private static final Key<DiscoveryConfig, DiscoveryConfig.DnsDiscovery> BY_DNS = Key.of("dns", DNS,
            d -> d instanceof DiscoveryConfig.DnsDiscovery c ? c : null, "looked up in DNS by name");
    private static final Key<DiscoveryConfig, DiscoveryConfig.DnsSrvDiscovery> BY_DNS_SRV = Key.of("dns_srv", DNS_SRV,
            d -> d instanceof DiscoveryConfig.DnsSrvDiscovery c ? c : null, "looked up in DNS by SRV records");
    static final MapShape<DiscoveryConfig> DISCOVERY = MapShape.checked("discovery",
            "Where instances are looked up; exactly one key.",
            List.of(BY_CONSUL, BY_DNS, BY_DNS_SRV), InstanceKeys::discovery);

    private static @Nullable DiscoveryConfig discovery(Values v, String path, Reading reading) {
        List<Key<DiscoveryConfig, ? extends DiscoveryConfig>> given = OneOf.given(v, List.of(BY_CONSUL, BY_DNS, BY_DNS_SRV));
        if (given.size() > 1 || given.isEmpty() && !reading.hasErrorBelow(path)) {
            reading.error(path,
                    "exactly one of consul, dns, dns_srv is expected, there " + (given.isEmpty() ? "is none" : "are " + given.size()));
        }
        if (given.size() != 1) {
            return null;
        }
        return v.get(given.getFirst());
    }
}
