package io.gridgate.config.keys;

import static io.gridgate.config.shape.Shapes.absolutePath;
import static io.gridgate.config.shape.Shapes.bool;
import static io.gridgate.config.shape.Shapes.duration;
import static io.gridgate.config.shape.Shapes.forms;
import static io.gridgate.config.shape.Shapes.hostPort;
import static io.gridgate.config.shape.Shapes.integer;
import static io.gridgate.config.shape.Shapes.oneOf;
import static io.gridgate.config.shape.Shapes.percent;
import static io.gridgate.config.shape.Shapes.port;
import static io.gridgate.config.shape.Shapes.someOf;
import static io.gridgate.config.shape.Shapes.template;
import static io.gridgate.config.shape.Shapes.text;

import io.gridgate.base.Template;
import io.gridgate.config.service.CircuitBreakerConfig;
import io.gridgate.config.service.ConnectionsConfig;
import io.gridgate.config.service.DiscoveryConfig;
import io.gridgate.config.service.HealthCheckConfig;
import io.gridgate.config.service.InstanceConfig;
import io.gridgate.config.service.LoadBalancerConfig;
import io.gridgate.config.service.LoadBalancerType;
import io.gridgate.config.service.OutlierDetectionConfig;
import io.gridgate.config.service.ServiceConfig;
import io.gridgate.config.service.ServiceConfig.Protocol;
import io.gridgate.config.service.UpstreamTlsConfig;
import io.gridgate.config.shape.Key;
import io.gridgate.config.shape.MapShape;
import io.gridgate.config.shape.Reading;
import io.gridgate.config.shape.Shape;
import io.gridgate.config.shape.Values;
import io.gridgate.config.value.GatewayDefaults;
import io.gridgate.config.value.HostPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a service.
 *
 * <p>Thread-safety: immutable.
 */
final class ServiceKeys {

    private static final Duration MILLISECOND = Duration.ofMillis(1);

    private ServiceKeys() {}

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
            io.gridgate.config.shape.Shapes.map(hostPort(),
                    address -> new InstanceConfig(address, GatewayDefaults.INSTANCE_WEIGHT, null), InstanceConfig::address),
            INSTANCE_MAP, i -> i.weight() == GatewayDefaults.INSTANCE_WEIGHT && i.zone() == null);

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
    private static final MapShape<DiscoveryConfig> DISCOVERY = MapShape.checked("discovery",
            "Where instances are looked up; exactly one key.",
            List.of(BY_CONSUL, BY_DNS, BY_DNS_SRV), ServiceKeys::discovery);

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

    private static final Key<LoadBalancerConfig, LoadBalancerType> BALANCER_TYPE = Key
            .<LoadBalancerConfig, LoadBalancerType>of("type", oneOf(LoadBalancerType.class), LoadBalancerConfig::type,
                    "how an instance is chosen")
            .required();
    private static final Key<LoadBalancerConfig, Template> BALANCER_KEY = Key.of("key", template(), LoadBalancerConfig::key,
            "what consistent_hash hashes; default {client_ip}");
    private static final MapShape<LoadBalancerConfig> BALANCER_MAP = MapShape.checked("load_balancer", "How an instance is chosen.",
            List.of(BALANCER_TYPE, BALANCER_KEY),
            (v, path, reading) -> balancer(v.get(BALANCER_TYPE), v.find(BALANCER_KEY), path, reading));
    private static final Shape<LoadBalancerConfig> BALANCER = forms(
            io.gridgate.config.shape.Shapes.map(oneOf(LoadBalancerType.class), ServiceKeys::balancer, LoadBalancerConfig::type),
            BALANCER_MAP,
            b -> b.key() == null || b.key().equals(GatewayDefaults.CONSISTENT_HASH_KEY));

    private static LoadBalancerConfig balancer(LoadBalancerType type) {
        return new LoadBalancerConfig(type, type == LoadBalancerType.CONSISTENT_HASH ? GatewayDefaults.CONSISTENT_HASH_KEY : null);
    }

    private static LoadBalancerConfig balancer(LoadBalancerType type, @Nullable Template key, String path, Reading reading) {
        if (key != null && type != LoadBalancerType.CONSISTENT_HASH) {
            reading.error(path + ".key", "only consistent_hash has a key");
        }
        return key == null || type != LoadBalancerType.CONSISTENT_HASH ? balancer(type) : new LoadBalancerConfig(type, key);
    }

    private static final Key<UpstreamTlsConfig, Boolean> TLS_ENABLED = Key
            .<UpstreamTlsConfig, Boolean>of("enabled", bool(), UpstreamTlsConfig::enabled, "whether instances are spoken to over TLS")
            .orElse(false);
    private static final Key<UpstreamTlsConfig, String> TLS_SERVER_NAME = Key.of("server_name", Words.DNS_NAME,
            UpstreamTlsConfig::serverName,
            "the name asked for and verified; default: the instance's host");
    private static final Key<UpstreamTlsConfig, Path> TLS_CA = Key.of("ca_file", absolutePath(), UpstreamTlsConfig::caFile,
            "PEM certificates that are trusted; default: the platform's");
    private static final Key<UpstreamTlsConfig, Path> TLS_CERT = Key.of("client_cert_file", absolutePath(),
            UpstreamTlsConfig::clientCertFile,
            "PEM chain of the client certificate");
    private static final Key<UpstreamTlsConfig, Path> TLS_KEY = Key.of("client_key_file", absolutePath(), UpstreamTlsConfig::clientKeyFile,
            "PEM private key of the client certificate");
    private static final MapShape<UpstreamTlsConfig> TLS = MapShape.checked("upstream_tls", "TLS towards instances.",
            List.of(TLS_ENABLED, TLS_SERVER_NAME, TLS_CA, TLS_CERT, TLS_KEY), (v, path, reading) -> {
                OneOf.together(v, TLS_CERT, TLS_KEY, "client_cert_file", "client_key_file", path, reading);
                return new UpstreamTlsConfig(v.get(TLS_ENABLED), v.find(TLS_SERVER_NAME), v.find(TLS_CA), v.find(TLS_CERT),
                        v.find(TLS_KEY));
            });

    private static final Key<CircuitBreakerConfig, Integer> FAILURES = Key.<CircuitBreakerConfig, Integer>of("failure_threshold",
            integer(1, 10_000), CircuitBreakerConfig::failureThreshold, "consecutive failures that open it")
            .orElse(GatewayDefaults.BREAKER_FAILURE_THRESHOLD);
    private static final Key<CircuitBreakerConfig, Integer> SUCCESSES = Key.<CircuitBreakerConfig, Integer>of("success_threshold",
            integer(1, 10_000), CircuitBreakerConfig::successThreshold, "probes let through while half open, and successes that close it")
            .orElse(GatewayDefaults.BREAKER_SUCCESS_THRESHOLD);
    private static final Key<CircuitBreakerConfig, Duration> OPEN = Key.<CircuitBreakerConfig, Duration>of("timeout",
            duration(MILLISECOND, MILLISECOND), CircuitBreakerConfig::timeout, "how long it stays open")
            .orElse(GatewayDefaults.BREAKER_TIMEOUT);
    private static final Key<CircuitBreakerConfig, Duration> HALF_OPEN = Key.<CircuitBreakerConfig, Duration>of("half_open_timeout",
            duration(MILLISECOND, MILLISECOND), CircuitBreakerConfig::halfOpenTimeout,
            "half open for longer without a verdict opens it again")
            .orElse(GatewayDefaults.BREAKER_HALF_OPEN_TIMEOUT);
    static final MapShape<CircuitBreakerConfig> CIRCUIT_BREAKER = MapShape.of("circuit_breaker", "When a service is no longer called.",
            List.of(FAILURES, SUCCESSES, OPEN, HALF_OPEN),
            v -> new CircuitBreakerConfig(v.get(FAILURES), v.get(SUCCESSES), v.get(OPEN), v.get(HALF_OPEN)));

    private static final Key<HealthCheckConfig, String> HEALTH_PATH = Key.<HealthCheckConfig, String>of("path", Words.TARGET,
            HealthCheckConfig::path, "what is asked of each instance").orElse(GatewayDefaults.HEALTH_PATH);
    private static final Key<HealthCheckConfig, Duration> HEALTH_INTERVAL = Key
            .<HealthCheckConfig, Duration>of("interval", duration(), HealthCheckConfig::interval, "from one probe to the next")
            .orElse(GatewayDefaults.HEALTH_INTERVAL);
    private static final Key<HealthCheckConfig, Duration> HEALTH_TIMEOUT = Key
            .<HealthCheckConfig, Duration>of("timeout", duration(), HealthCheckConfig::timeout, "how long a probe may take")
            .orElse(GatewayDefaults.HEALTH_TIMEOUT);
    private static final Key<HealthCheckConfig, Integer> HEALTHY = Key.<HealthCheckConfig, Integer>of("healthy_threshold", integer(1, 100),
            HealthCheckConfig::healthyThreshold, "successes in a row after which a failed instance is used again")
            .orElse(GatewayDefaults.HEALTHY_THRESHOLD);
    private static final Key<HealthCheckConfig, Integer> UNHEALTHY = Key.<HealthCheckConfig, Integer>of("unhealthy_threshold",
            integer(1, 100), HealthCheckConfig::unhealthyThreshold, "failures in a row after which an instance is no longer used")
            .orElse(GatewayDefaults.UNHEALTHY_THRESHOLD);
    private static final MapShape<HealthCheckConfig> HEALTH_CHECK = MapShape.of("health_check", "The active probe of each instance.",
            List.of(HEALTH_PATH, HEALTH_INTERVAL, HEALTH_TIMEOUT, HEALTHY, UNHEALTHY), v -> new HealthCheckConfig(v.get(HEALTH_PATH),
                    v.get(HEALTH_INTERVAL), v.get(HEALTH_TIMEOUT), v.get(HEALTHY), v.get(UNHEALTHY)));

    private static final Key<OutlierDetectionConfig, Integer> OUTLIER_FAILURES = Key.<OutlierDetectionConfig, Integer>of(
            "consecutive_failures", integer(1, 10_000), OutlierDetectionConfig::consecutiveFailures,
            "failures in a row that eject an instance")
            .orElse(GatewayDefaults.OUTLIER_CONSECUTIVE_FAILURES);
    private static final Key<OutlierDetectionConfig, Duration> OUTLIER_EJECTION = Key.<OutlierDetectionConfig, Duration>of("ejection",
            duration(), OutlierDetectionConfig::ejection, "how long it stays out").orElse(GatewayDefaults.OUTLIER_EJECTION);
    private static final Key<OutlierDetectionConfig, Double> OUTLIER_MAX = Key.<OutlierDetectionConfig, Double>of("max_ejected", percent(),
            OutlierDetectionConfig::maxEjected, "the greatest share that may be out at once").orElse(GatewayDefaults.OUTLIER_MAX_EJECTED);
    private static final MapShape<OutlierDetectionConfig> OUTLIER = MapShape.of("outlier_detection",
            "The ejection of an instance by what its answers show.",
            List.of(OUTLIER_FAILURES, OUTLIER_EJECTION, OUTLIER_MAX),
            v -> new OutlierDetectionConfig(v.get(OUTLIER_FAILURES), v.get(OUTLIER_EJECTION), v.get(OUTLIER_MAX)));

    private static final Key<ConnectionsConfig, Integer> MAX = Key.<ConnectionsConfig, Integer>of("max", integer(1, 65_535),
            ConnectionsConfig::max, "open connections of a node to one instance").orElse(GatewayDefaults.CONNECTIONS_MAX);
    private static final Key<ConnectionsConfig, Integer> MAX_PENDING = Key
            .<ConnectionsConfig, Integer>of("max_pending", integer(0, 1_000_000),
                    ConnectionsConfig::maxPending, "exchanges that wait for one")
            .orElse(GatewayDefaults.CONNECTIONS_MAX_PENDING);
    private static final Key<ConnectionsConfig, Duration> CONNECTION_IDLE = Key.<ConnectionsConfig, Duration>of("idle", duration(),
            ConnectionsConfig::idle, "how long an unused one is kept").orElse(GatewayDefaults.CONNECTIONS_IDLE);
    private static final MapShape<ConnectionsConfig> CONNECTIONS = MapShape.of("connections", "The bounds of connections to instances.",
            List.of(MAX, MAX_PENDING, CONNECTION_IDLE), v -> new ConnectionsConfig(v.get(MAX), v.get(MAX_PENDING), v.get(CONNECTION_IDLE)));

    private static final Key<ServiceConfig, List<InstanceConfig>> INSTANCES = Key.<ServiceConfig, List<InstanceConfig>>of("instances",
            someOf(INSTANCE).then(ServiceKeys::checkInstances), ServiceConfig::instances, "fixed instances").orElse(List.of());
    private static final Key<ServiceConfig, DiscoveryConfig> DISCOVERED = Key.of("discovery", DISCOVERY, ServiceConfig::discovery,
            "where instances are looked up; beside fixed ones, both count");
    private static final Key<ServiceConfig, LoadBalancerConfig> BALANCED = Key
            .<ServiceConfig, LoadBalancerConfig>of("load_balancer", BALANCER,
                    ServiceConfig::loadBalancer, "how an instance is chosen")
            .orElse(LoadBalancerConfig.DEFAULT);
    private static final Key<ServiceConfig, UpstreamTlsConfig> TLS_TO_INSTANCES = Key
            .<ServiceConfig, UpstreamTlsConfig>of("tls", TLS, ServiceConfig::tls, "TLS towards instances").orElse(UpstreamTlsConfig.OFF);
    private static final Key<ServiceConfig, Protocol> PROTOCOL = Key.<ServiceConfig, Protocol>of("protocol", oneOf(Protocol.class),
            ServiceConfig::protocol, "the protocol instances are spoken to in; http2 is h2 over TLS, prior knowledge on clear text")
            .orElse(Protocol.HTTP1)
            .needs(Feature.HTTP2, Protocol.HTTP2::equals).needs(Feature.GRPC_PROTOCOL, Protocol.GRPC::equals);
    private static final Key<ServiceConfig, io.gridgate.config.service.TimeoutsConfig> TIMEOUTS = Key.<ServiceConfig, io.gridgate.config.service.TimeoutsConfig>of(
            "timeouts", CallKeys.TIMEOUTS, ServiceConfig::timeouts, "how long it may take")
            .orElse(io.gridgate.config.service.TimeoutsConfig.DEFAULT);
    private static final Key<ServiceConfig, Boolean> REWRITE_HOST = Key.<ServiceConfig, Boolean>of("rewrite_host", bool(),
            ServiceConfig::rewriteHost, "whether the instance's own authority replaces the client's Host").orElse(false);
    private static final Key<ServiceConfig, io.gridgate.config.service.RetriesConfig> RETRIES = Key.<ServiceConfig, io.gridgate.config.service.RetriesConfig>of(
            "retries", CallKeys.RETRIES, ServiceConfig::retries, "when a failed attempt is made again")
            .orElse(io.gridgate.config.service.RetriesConfig.DEFAULT);
    private static final Key<ServiceConfig, CircuitBreakerConfig> BREAKER = Key.of("circuit_breaker", CIRCUIT_BREAKER,
            ServiceConfig::circuitBreaker, "when it is no longer called; default: the document's circuit_breaker");
    private static final Key<ServiceConfig, HealthCheckConfig> HEALTH = Key.of("health_check", HEALTH_CHECK, ServiceConfig::healthCheck,
            "the active probe of each instance; absent: off");
    private static final Key<ServiceConfig, OutlierDetectionConfig> OUTLIERS = Key.of("outlier_detection", OUTLIER,
            ServiceConfig::outlierDetection, "the ejection of instances that fail; absent: off");
    private static final Key<ServiceConfig, ConnectionsConfig> POOL = Key.<ServiceConfig, ConnectionsConfig>of("connections", CONNECTIONS,
            ServiceConfig::connections, "the bounds of connections to instances").orElse(ConnectionsConfig.DEFAULT);

    /** A service; its name is the last part of its path. */
    static final MapShape<ServiceConfig> SERVICE = MapShape.checked("service",
            "A backend by name: where its instances are and how they are called.",
            List.of(INSTANCES, DISCOVERED, BALANCED, TLS_TO_INSTANCES, PROTOCOL, TIMEOUTS, REWRITE_HOST, RETRIES, BREAKER, HEALTH, OUTLIERS,
                    POOL),
            ServiceKeys::service);

    private static ServiceConfig service(Values v, String path, Reading reading) {
        if (!v.has(INSTANCES) && !v.has(DISCOVERED) && !reading.hasErrorBelow(path)) {
            reading.error(path, "a service without instances and discovery (expected: at least one of them)");
        }
        String name = path.startsWith("services.") ? path.substring("services.".length()) : path;
        return new ServiceConfig(name, v.get(INSTANCES), v.find(DISCOVERED), v.get(BALANCED), v.get(TLS_TO_INSTANCES), v.get(PROTOCOL),
                v.get(TIMEOUTS), v.get(REWRITE_HOST), v.get(RETRIES), v.find(BREAKER), v.find(HEALTH), v.find(OUTLIERS), v.get(POOL));
    }

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
}
