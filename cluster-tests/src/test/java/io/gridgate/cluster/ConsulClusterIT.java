package io.gridgate.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.gridgate.fixture.ConsulAgent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Instances come from a real Consul agent, are followed, and outlive it. */
class ConsulClusterIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String DOCUMENT = """
            services:
              echo: {discovery: {consul: {service: echo}}}
            routes:
              - {id: all, path: /**, service: echo}
            """;

    @RegisterExtension final Cluster cluster = new Cluster();

    @Test
    void aJoinerServesTheLastKnownInstancesWhileConsulIsDown() throws Exception {
        try (ConsulAgent consul = ConsulAgent.start(); EchoBackend a = EchoBackend.start("a"); EchoBackend b = EchoBackend.start("b")) {
            // Given
            consul.register("echo", "127.0.0.1", a.port());
            cluster.with("consul: {address: \"" + consul.address() + "\"}").start(2);
            cluster.node(0).admin().apply(DOCUMENT);
            await().atMost(SOON).untilAsserted(() -> assertThat(backendsBehind(cluster.node(1))).containsExactly("a"));
            consul.register("echo", "127.0.0.1", b.port());
            await().atMost(SOON).untilAsserted(() -> assertThat(backendsBehind(cluster.node(0))).containsExactly("a", "b"));
            consul.deregister("echo", a.port());
            await().atMost(SOON).untilAsserted(() -> assertThat(backendsBehind(cluster.node(1))).containsExactly("b"));

            // When
            consul.kill();
            NodeProcess joiner = cluster.launch().awaitReady();

            // Then
            assertThat(backendsBehind(cluster.node(0))).containsExactly("b");
            assertThat(backendsBehind(joiner)).containsExactly("b");
        }
    }

    @Test
    void theAgentsLoadDoesNotGrowWithTheClusterAndAWatcherThatDiesIsReplaced() throws Exception {
        try (ConsulAgent consul = ConsulAgent.start();
                CountingRelay relay = CountingRelay.start(consul.address());
                EchoBackend a = EchoBackend.start("a");
                EchoBackend b = EchoBackend.start("b")) {
            // Given
            consul.register("echo", "127.0.0.1", a.port());
            cluster.with("consul: {address: \"" + relay.address() + "\"}").start(2);
            cluster.node(0).admin().apply(DOCUMENT);
            await().atMost(SOON).untilAsserted(() -> assertThat(cluster.nodes()).allSatisfy(
                    node -> assertThat(addresses(node)).containsExactly(a.address())));
            int ofTwo = requestsForChanges(consul, relay, a, b);

            // When
            cluster.start(3);
            await().atMost(SOON).untilAsserted(() -> assertThat(cluster.nodes()).allSatisfy(node -> {
                assertThat(addresses(node)).containsExactly(a.address());
                assertThat(watchers(node)).hasSize(2).isEqualTo(watchers(cluster.node(0)));
            }));
            await().atMost(SOON).until(() -> watches() == 2);
            int ofFive = requestsForChanges(consul, relay, a, b);

            // Then
            assertThat(ofTwo).as("requests for 10 changes, two nodes").isBetween(9, 36);
            assertThat(ofFive).as("requests for 10 changes, five nodes").isBetween(9, 36);

            // When
            List<String> watchers = watchers(cluster.node(0));
            NodeProcess watcher = cluster.nodes().stream().filter(node -> watchers.contains(node.name())).findFirst().orElseThrow();
            watcher.kill();
            cluster.nodes().remove(watcher);

            // Then
            await().atMost(SOON).untilAsserted(() -> assertThat(cluster.nodes()).allSatisfy(
                    node -> assertThat(watchers(node)).hasSize(2).doesNotContain(watcher.name())));
            await().atMost(SOON).until(() -> watches() == 2);
            consul.register("echo", "127.0.0.1", b.port());
            await().atMost(SOON).untilAsserted(() -> assertThat(cluster.nodes()).allSatisfy(
                    node -> assertThat(addresses(node)).containsExactlyInAnyOrder(a.address(), b.address())));
            watcher.close();
        }
    }

    /**
     * Makes ten changes, each once every node knows the one before, and returns how often the agent was asked: about twice for
     * each, once where one of the two still waits for its first answer, and never as often as there are nodes.
     */
    private int requestsForChanges(ConsulAgent consul, CountingRelay relay, EchoBackend a, EchoBackend b) {
        int before = relay.requests();
        for (int i = 0; i < 5; i++) {
            consul.register("echo", "127.0.0.1", b.port());
            await().atMost(SOON).untilAsserted(() -> assertThat(cluster.nodes()).allSatisfy(
                    node -> assertThat(addresses(node)).containsExactlyInAnyOrder(a.address(), b.address())));
            consul.deregister("echo", b.port());
            await().atMost(SOON).untilAsserted(() -> assertThat(cluster.nodes()).allSatisfy(
                    node -> assertThat(addresses(node)).containsExactly(a.address())));
        }
        return relay.requests() - before;
    }

    /** Returns how many watches of the catalogue are open, on all nodes. */
    private int watches() {
        return (int) cluster.nodes().stream().mapToDouble(node -> node.admin().metric("discovery_watches", "")).sum();
    }

    private static List<String> addresses(NodeProcess node) {
        return texts(node.admin().json("/admin/v1/services").path("services").path(0).path("instances").findValues("address"));
    }

    private static List<String> watchers(NodeProcess node) {
        List<JsonNode> watchers = new ArrayList<>();
        node.admin().json("/admin/v1/services").path("services").path(0).path("watched_by").forEach(watchers::add);
        return texts(watchers);
    }

    private static List<String> texts(List<JsonNode> nodes) {
        return nodes.stream().map(JsonNode::asText).toList();
    }

    private static Set<String> backendsBehind(NodeProcess node) throws Exception {
        Set<String> names = new TreeSet<>();
        try (WireClient client = new WireClient(node.spec().httpPort())) {
            for (int i = 0; i < 10; i++) {
                names.add(String.valueOf(client.get("/who").headers().get("x-backend")));
            }
        }
        return names;
    }
}
