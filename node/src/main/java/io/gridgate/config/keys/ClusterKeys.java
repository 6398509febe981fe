package io.gridgate.config.keys;

import static io.gridgate.config.shape.Quantities.listenPort;
import static io.gridgate.config.shape.Scalars.absolutePath;
import static io.gridgate.config.shape.Scalars.bool;
import static io.gridgate.config.shape.Scalars.hostPort;
import static io.gridgate.config.shape.Scalars.name;
import static io.gridgate.config.shape.Scalars.text;
import static io.gridgate.config.shape.Shapes.distinct;

import io.gridgate.config.node.ClusterConfig;
import io.gridgate.config.node.ConsulConfig;
import io.gridgate.config.node.NodeDefaults;
import io.gridgate.config.shape.Key;
import io.gridgate.config.shape.MapShape;
import io.gridgate.config.shape.Reading;
import io.gridgate.config.value.HostPort;
import java.nio.file.Path;
import java.util.List;

/**
 * The keys of the grid that a node is a member of, and of the Consul agent that it asks.
 *
 * <p>Thread-safety: immutable.
 */
final class ClusterKeys {

    private ClusterKeys() {}

    private static final Key<ConsulConfig.Tls, Boolean> TLS_ENABLED = Key.<ConsulConfig.Tls, Boolean>of("enabled", bool(),
            ConsulConfig.Tls::enabled, "whether the agent is spoken to over TLS").orElse(false);
    private static final Key<ConsulConfig.Tls, String> TLS_NAME = Key.of("server_name", Words.DNS_NAME, ConsulConfig.Tls::serverName,
            "the name that is verified");
    private static final Key<ConsulConfig.Tls, Path> TLS_CA = Key.of("ca_file", absolutePath(), ConsulConfig.Tls::caFile,
            "PEM certificates that are trusted");
    private static final Key<ConsulConfig.Tls, Path> TLS_CERT = Key.of("client_cert_file", absolutePath(), ConsulConfig.Tls::clientCertFile,
            "PEM chain of the client certificate");
    private static final Key<ConsulConfig.Tls, Path> TLS_KEY = Key.of("client_key_file", absolutePath(), ConsulConfig.Tls::clientKeyFile,
            "PEM private key of it");
    private static final MapShape<ConsulConfig.Tls> TLS_MAP = MapShape.checked("consul_tls", "TLS towards the agent.",
            List.of(TLS_ENABLED, TLS_NAME, TLS_CA, TLS_CERT, TLS_KEY), (v, path, reading) -> {
                OneOf.together(v, TLS_CERT, TLS_KEY, "client_cert_file", "client_key_file", path, reading);
                return new ConsulConfig.Tls(v.get(TLS_ENABLED), v.find(TLS_NAME), v.find(TLS_CA), v.find(TLS_CERT), v.find(TLS_KEY));
            });
    private static final Key<ConsulConfig, HostPort> CONSUL_ADDRESS = Key
            .<ConsulConfig, HostPort>of("address", hostPort(), ConsulConfig::address, "the agent that is asked")
            .orElse(NodeDefaults.CONSUL_ADDRESS);
    private static final Key<ConsulConfig, Path> CONSUL_TOKEN = Key.of("token_file", absolutePath(), ConsulConfig::tokenFile,
            "a file with the ACL token");
    private static final Key<ConsulConfig, ConsulConfig.Tls> CONSUL_TLS = Key.<ConsulConfig, ConsulConfig.Tls>of("tls", TLS_MAP,
            ConsulConfig::tls, "TLS towards the agent").orElse(ConsulConfig.Tls.OFF);
    static final MapShape<ConsulConfig> CONSUL = MapShape.of("consul", "The Consul agent that the node asks.",
            List.of(CONSUL_ADDRESS, CONSUL_TOKEN, CONSUL_TLS),
            v -> new ConsulConfig(v.get(CONSUL_ADDRESS), v.find(CONSUL_TOKEN), v.get(CONSUL_TLS)));

    private static final Key<String, String> MEMBERS_SERVICE = Key
            .<String, String>of("service", text(), service -> service, "the Consul service of the members").required();
    private static final MapShape<String> MEMBERS_CONSUL = MapShape.of("member_consul", "Members found in Consul.",
            List.of(MEMBERS_SERVICE), v -> v.get(MEMBERS_SERVICE));
    private static final Key<String, String> BY_CONSUL = Key
            .<String, String>of("consul", MEMBERS_CONSUL, service -> service, "found in Consul").required();
    private static final MapShape<String> MEMBER_DISCOVERY = MapShape.of("member_discovery", "How members are found.", List.of(BY_CONSUL),
            v -> v.get(BY_CONSUL));

    private static final Key<ClusterConfig, String> CLUSTER_NAME = Key
            .<ClusterConfig, String>of("name", name(), ClusterConfig::name, "nodes of one name form one grid")
            .orElse(NodeDefaults.CLUSTER_NAME);
    private static final Key<ClusterConfig, String> CLUSTER_BIND = Key
            .<ClusterConfig, String>of("bind", Words.BIND, ClusterConfig::bind, "the private address that members talk on")
            .orElse(NodeDefaults.LOOPBACK);
    private static final Key<ClusterConfig, Integer> CLUSTER_PORT = Key
            .<ClusterConfig, Integer>of("port", listenPort(), ClusterConfig::port, "the port that members talk on")
            .orElse(NodeDefaults.CLUSTER_PORT);
    private static final Key<ClusterConfig, List<HostPort>> MEMBERS = Key
            .<ClusterConfig, List<HostPort>>of("members", distinct(hostPort()), ClusterConfig::members,
                    "the others, this node's own address may be among them")
            .orElse(List.of());
    private static final Key<ClusterConfig, Path> SECRET_FILE = Key.of("secret_file", absolutePath(), ClusterConfig::secretFile,
            "the key that encrypts secrets in the grid; a member with another is refused");
    private static final Key<ClusterConfig, String> DISCOVERY = Key.of("discovery", MEMBER_DISCOVERY, ClusterConfig::consulService,
            "instead of members");
    static final MapShape<ClusterConfig> CLUSTER = MapShape.checked("cluster", "The grid that the node is a member of.",
            List.of(CLUSTER_NAME, CLUSTER_BIND, CLUSTER_PORT, MEMBERS, SECRET_FILE, DISCOVERY), (v, path, reading) -> {
                OneOf.apart(v, MEMBERS, DISCOVERY, "members", "discovery", path, reading);
                String bind = v.get(CLUSTER_BIND);
                if (v.find(DISCOVERY) != null && (bind.equals("0.0.0.0") || bind.equals("::"))) {
                    reading.error(path + ".bind", "\"" + bind
                            + "\" is no address that others can call (expected: one of this machine's, as members find it in Consul)");
                }
                warnOfFarMembers(bind, v.get(MEMBERS), path, reading);
                return new ClusterConfig(v.get(CLUSTER_NAME), v.get(CLUSTER_BIND), v.get(CLUSTER_PORT), v.get(MEMBERS), v.find(SECRET_FILE),
                        v.find(DISCOVERY));
            });

    private static void warnOfFarMembers(String bind, List<HostPort> members, String path, Reading reading) {
        if (ListenerKeys.isLoopback(bind)) {
            members.stream().filter(member -> !isHere(member.host())).findFirst().ifPresent(far -> reading.warning(path + ".members",
                    far + " cannot reach " + bind + ": cluster.bind should be this machine's private address"));
        }
    }

    private static boolean isHere(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
    }
}
