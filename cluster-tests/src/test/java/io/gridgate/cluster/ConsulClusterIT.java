package io.gridgate.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gridgate.fixture.ConsulAgent;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Instances come from a real Consul agent, are followed, and outlive it. */
class ConsulClusterIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    @RegisterExtension final Cluster cluster = new Cluster();

    @Test
    void aJoinerServesTheLastKnownInstancesWhileConsulIsDown() throws Exception {
        try (ConsulAgent consul = ConsulAgent.start(); EchoBackend a = EchoBackend.start("a"); EchoBackend b = EchoBackend.start("b")) {
            // Given
            consul.register("echo", "127.0.0.1", a.port());
            cluster.with("consul: {address: \"" + consul.address() + "\"}").start(2);
            cluster.node(0).admin().apply("""
                    services:
                      echo: {discovery: {consul: {service: echo}}}
                    routes:
                      - {id: all, path: /**, service: echo}
                    """);
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
