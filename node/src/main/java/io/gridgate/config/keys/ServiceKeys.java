package io.gridgate.config.keys;

import static io.gridgate.config.shape.Quantities.duration;
import static io.gridgate.config.shape.Quantities.integer;
import static io.gridgate.config.shape.Scalars.absolutePath;
import static io.gridgate.config.shape.Scalars.bool;
import static io.gridgate.config.shape.Scalars.oneOf;
import static io.gridgate.config.shape.Scalars.template;
import static io.gridgate.config.shape.Shapes.forms;

import io.gridgate.base.Template;
import io.gridgate.config.service.CircuitBreakerConfig;
import io.gridgate.config.service.ConnectionsConfig;
import io.gridgate.config.service.DiscoveryConfig;
import io.gridgate.config.service.HealthCheckConfig;
import io.gridgate.config.service.InstanceConfig;
import io.gridgate.config.service.LoadBalancerConfig;
import io.gridgate.config.service.LoadBalancerType;
import io.gridgate.config.service.OutlierDetectionConfig;
import io.gridgate.config.service.RetriesConfig;
import io.gridgate.config.service.ServiceConfig;
import io.gridgate.config.service.ServiceConfig.Protocol;
import io.gridgate.config.service.TimeoutsConfig;
import io.gridgate.config.service.UpstreamTlsConfig;
import io.gridgate.config.shape.Key;
import io.gridgate.config.shape.MapShape;
import io.gridgate.config.shape.Reading;
import io.gridgate.config.shape.Shape;
import io.gridgate.config.shape.Shapes;
import io.gridgate.config.shape.Values;
import io.gridgate.config.value.GatewayDefaults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a service.
 *
 * <p>Thread-safety: immutable.
 */
final class ServiceKeys {

    private ServiceKeys() {}

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
            Shapes.map(oneOf(LoadBalancerType.class), ServiceKeys::balancer, LoadBalancerConfig::type),
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
            InstanceKeys.INSTANCES, ServiceConfig::instances, "fixed instances").orElse(List.of());
    private static final Key<ServiceConfig, DiscoveryConfig> DISCOVERED = Key.of("discovery", InstanceKeys.DISCOVERY,
            ServiceConfig::discovery,
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
    private static final Key<ServiceConfig, TimeoutsConfig> TIMEOUTS = Key.<ServiceConfig, TimeoutsConfig>of(
            "timeouts", CallKeys.TIMEOUTS, ServiceConfig::timeouts, "how long it may take")
            .orElse(TimeoutsConfig.DEFAULT);
    private static final Key<ServiceConfig, Boolean> REWRITE_HOST = Key.<ServiceConfig, Boolean>of("rewrite_host", bool(),
            ServiceConfig::rewriteHost, "whether the instance's own authority replaces the client's Host").orElse(false);
    private static final Key<ServiceConfig, RetriesConfig> RETRIES = Key.<ServiceConfig, RetriesConfig>of(
            "retries", CallKeys.RETRIES, ServiceConfig::retries, "when a failed attempt is made again")
            .orElse(RetriesConfig.DEFAULT);
    private static final Key<ServiceConfig, CircuitBreakerConfig> BREAKER = Key.of("circuit_breaker", HealthKeys.CIRCUIT_BREAKER,
            ServiceConfig::circuitBreaker, "when it is no longer called; default: the document's circuit_breaker");
    private static final Key<ServiceConfig, HealthCheckConfig> HEALTH = Key.of("health_check", HealthKeys.HEALTH_CHECK,
            ServiceConfig::healthCheck,
            "the active probe of each instance; absent: off");
    private static final Key<ServiceConfig, OutlierDetectionConfig> OUTLIERS = Key.of("outlier_detection", HealthKeys.OUTLIER,
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
}
