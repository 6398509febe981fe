package io.gridgate.grid;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.DiscoveryStrategyConfig;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;

/**
 * The settings of the Hazelcast member, each of them chosen: see docs/grid.md.
 *
 * <p>Thread-safety: stateless.
 */
final class MemberConfig {

    /** The most seconds that an orderly leave waits for its partitions to be handed over. */
    static final int GRACE_SECONDS = 20;

    /** How long members that start at once ask each other who is the first before they decide it. */
    private static final int JOIN_ROUND_SECONDS = 1;

    /**
     * How long who follows the oldest member asks the others to follow it. It is also how often it asks each of them, with pauses of 1, 2, 4 ms and
     * so on up to 500 ms: the 30th time is 8.5 s after the first. Who still says no then, since it has not missed the oldest yet, is dropped, and the
     * grid split; two members miss a silent one up to a longest silence and a heartbeat apart.
     */
    private static final int CLAIM_SECONDS = 30;

    private MemberConfig() {}

    static Config of(GridOptions options, PeerDiscovery discovery) throws GridRefusedException {
        Config config = new Config("gridgate-" + options.node().name() + "-" + UUID.randomUUID());
        config.setClusterName(options.clusterName());
        InetAddress bind = resolve(options.bind());
        properties(config, bind);
        network(config, options, bind, discovery);
        attributes(config, options);
        config.getSerializationConfig().addDataSerializableFactory(GridFactory.ID, new GridFactory());
        config.getSerializationConfig().setJavaSerializationFilterConfig(exceptionsOnly());
        config.getMetricsConfig().setEnabled(false);
        config.getJetConfig().setEnabled(false);
        for (GridMap map : GridMap.values()) {
            config.addMapConfig(map.config(options.cacheOctets()));
        }
        for (GridTopic topic : GridTopic.values()) {
            config.addTopicConfig(topic.config());
        }
        config.addExecutorConfig(HazelcastUsagePeers.EXECUTOR);
        return config;
    }

    private static InetAddress resolve(String bind) throws GridRefusedException {
        try {
            return InetAddress.getByName(bind);
        } catch (UnknownHostException e) {
            throw new GridRefusedException("cluster.bind: " + bind + " (expected: an address of this machine)", e);
        }
    }

    private static void properties(Config config, InetAddress bind) {
        set(config, "hazelcast.logging.type", "slf4j");
        set(config, "hazelcast.phone.home.enabled", false);
        set(config, "hazelcast.shutdownhook.enabled", false);
        set(config, "hazelcast.graceful.shutdown.max.wait", GRACE_SECONDS);
        set(config, "hazelcast.partition.count", 271);
        failureDetection(config);
        threads(config);
        set(config, "hazelcast.discovery.enabled", true);
        set(config, "hazelcast.wait.seconds.before.join", 0);
        set(config, "hazelcast.max.wait.seconds.before.join", 5);
        set(config, "hazelcast.max.join.seconds", 15);
        set(config, "hazelcast.socket.bind.any", bind.isAnyLocalAddress());
        set(config, "hazelcast.prefer.ipv4.stack", !(bind instanceof Inet6Address));
    }

    private static void failureDetection(Config config) {
        set(config, "hazelcast.heartbeat.interval.seconds", 1);
        set(config, "hazelcast.max.no.heartbeat.seconds", 5);
        set(config, "hazelcast.partial.member.disconnection.resolution.heartbeat.count", 5);
        set(config, "hazelcast.mastership.claim.timeout.seconds", CLAIM_SECONDS);
        set(config, "hazelcast.merge.first.run.delay.seconds", 4);
        set(config, "hazelcast.merge.next.run.delay.seconds", 4);
        set(config, "hazelcast.operation.call.timeout.millis", 2000);
        set(config, "hazelcast.operation.fail.on.indeterminate.state", true);
    }

    private static void threads(Config config) {
        set(config, "hazelcast.io.input.thread.count", 1);
        set(config, "hazelcast.io.output.thread.count", 1);
        set(config, "hazelcast.operation.thread.count", 2);
        set(config, "hazelcast.operation.generic.thread.count", 2);
        set(config, "hazelcast.operation.response.thread.count", 1);
        set(config, "hazelcast.event.thread.count", 2);
        set(config, "hazelcast.clientengine.thread.count", 1);
        set(config, "hazelcast.clientengine.query.thread.count", 1);
        set(config, "hazelcast.clientengine.blocking.thread.count", 1);
        set(config, "hazelcast.slow.operation.detector.enabled", false);
        set(config, "hazelcast.health.monitoring.level", "OFF");
    }

    private static void set(Config config, String property, Object value) {
        config.setProperty(property, String.valueOf(value));
    }

    /** Only the member protocol is spoken: no client, REST or memcache endpoint exists. */
    private static void network(Config config, GridOptions options, InetAddress bind, PeerDiscovery discovery) {
        AdvancedNetworkConfig network = config.getAdvancedNetworkConfig().setEnabled(true);
        ServerSocketEndpointConfig endpoint = new ServerSocketEndpointConfig().setPort(options.port()).setPortAutoIncrement(false);
        if (!bind.isAnyLocalAddress()) {
            endpoint.getInterfaces().setEnabled(true).addInterface(bind.getHostAddress());
        }
        network.setMemberEndpointConfig(endpoint);
        JoinConfig join = network.getJoin();
        join.getMulticastConfig().setEnabled(false);
        join.getAutoDetectionConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(false).setConnectionTimeoutSeconds(JOIN_ROUND_SECONDS);
        join.getDiscoveryConfig().addDiscoveryStrategyConfig(new DiscoveryStrategyConfig(discovery));
    }

    private static void attributes(Config config, GridOptions options) {
        GridOptions.Node node = options.node();
        config.getMemberAttributeConfig().setAttribute(HazelcastMembership.NAME, node.name())
                .setAttribute(HazelcastMembership.ZONE, node.zone()).setAttribute(HazelcastMembership.VERSION, node.version())
                .setAttribute(HazelcastMembership.STARTED, String.valueOf(node.started().toEpochMilli()));
    }

    /** Members tell each other of failed operations by Java's exceptions; nothing else may come that way. */
    private static JavaSerializationFilterConfig exceptionsOnly() {
        JavaSerializationFilterConfig filter = new JavaSerializationFilterConfig().setDefaultsDisabled(true);
        filter.getWhitelist().addPrefixes("com.hazelcast.", "java.lang.", "java.util.", "java.io.", "[");
        return filter;
    }
}
