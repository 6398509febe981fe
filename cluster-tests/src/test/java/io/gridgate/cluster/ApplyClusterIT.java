package io.gridgate.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One apply on any node changes all of them at once, under load, and nothing half. */
class ApplyClusterIT {
    private static final int REVISIONS = 30;

    @RegisterExtension final Cluster cluster = new Cluster();

    @Test
    void thirtyRevisionsThroughAlternatingNodesUnderLoadFailNoRequest() throws Exception {
        try (EchoBackend backend = EchoBackend.start("a")) {
            // Given
            cluster.start(3);
            assertThat(cluster.node(0).admin().apply(document(backend, 1))).isEqualTo(1);

            // When
            try (Load load = Load.on(cluster.nodes(), 4, "/rev", answer -> {
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.text()).startsWith("/revision/");
            })) {
                for (int revision = 2; revision <= REVISIONS; revision++) {
                    NodeProcess through = cluster.node(revision % 3);
                    assertThat(through.admin().apply(document(backend, revision))).isEqualTo(revision);
                    everyNodeServesOnly(revision);
                }
                load.stopWithoutFailure();
            }

            // Then
            JsonNode members = cluster.node(0).admin().json("/admin/v1/cluster").path("members");
            assertThat(members).hasSize(3).allSatisfy(member -> {
                assertThat(member.path("revision").asInt()).isEqualTo(REVISIONS);
                assertThat(member.path("state").asText()).isEqualTo("serving");
            });
        }
    }

    @Test
    void aWrongDocumentIsRefusedByNameAndNothingChanges() throws Exception {
        try (EchoBackend backend = EchoBackend.start("a")) {
            // Given
            cluster.start(2);
            cluster.node(0).admin().apply(document(backend, 1));

            // When
            HttpResponse<String> refused = cluster.node(1).admin().put("""
                    services: {a: {instances: ["127.0.0.1:1"]}}
                    routes:
                      - {path: /x/**, service: aa}
                    """);

            // Then
            assertThat(refused.statusCode()).isEqualTo(422);
            JsonNode problem = AdminClient.parse(refused.body()).path("problems").path(0);
            assertThat(problem.path("line").asInt()).isEqualTo(3);
            assertThat(problem.path("path").asText()).isEqualTo("routes[0].service");
            assertThat(problem.path("message").asText()).contains("did you mean \"a\"");
            everyNodeServesOnly(1);
        }
    }

    @Test
    void aStaleIfMatchIsRefusedAndRollbackMakesANewRevision() throws Exception {
        try (EchoBackend backend = EchoBackend.start("a")) {
            // Given
            cluster.start(2);
            AdminClient admin = cluster.node(0).admin();
            admin.apply(document(backend, 1));
            admin.apply(document(backend, 2));

            // When
            HttpResponse<String> stale = cluster.node(1).admin().put(document(backend, 3), "\"1\"");
            HttpResponse<String> rolledBack = cluster.node(1).admin().post("/admin/v1/config/rollback/1", "");

            // Then
            assertThat(stale.statusCode()).isEqualTo(412);
            assertThat(rolledBack.statusCode()).as(rolledBack.body()).isEqualTo(200);
            assertThat(AdminClient.parse(rolledBack.body()).path("revision").asInt()).isEqualTo(3);
            everyNodeServesOnly(1);
            assertThat(admin.json("/admin/v1/config/revisions").path("revisions")).hasSize(3);
        }
    }

    @Test
    void aNodeThatJoinsServesTheCurrentRevisionFromItsFirstReadyMoment() throws Exception {
        try (EchoBackend backend = EchoBackend.start("a")) {
            // Given
            cluster.start(2);
            cluster.node(0).admin().apply(document(backend, 1));
            cluster.node(1).admin().apply(document(backend, 2));

            // When
            NodeProcess joiner = cluster.launch();
            joiner.awaitReady();

            // Then
            try (WireClient client = new WireClient(joiner.spec().httpPort())) {
                assertThat(client.get("/rev").text()).isEqualTo("/revision/2");
            }
        }
    }

    @Test
    void acknowledgedRevisionsSurviveAColdStartInAnyOrder() throws Exception {
        try (EchoBackend backend = EchoBackend.start("a")) {
            // Given
            cluster.start(3);
            cluster.node(0).admin().apply(document(backend, 1));
            cluster.node(2).kill();
            cluster.node(0).admin().apply(document(backend, 2));
            cluster.node(0).kill();
            cluster.node(1).kill();

            // When
            cluster.node(2).restart().awaitReady();
            cluster.node(1).restart().awaitReady();
            cluster.node(0).restart().awaitReady();

            // Then
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> everyNodeServesOnly(2));
        }
    }

    private void everyNodeServesOnly(int revision) throws IOException {
        for (NodeProcess node : cluster.nodes()) {
            try (WireClient client = new WireClient(node.spec().httpPort())) {
                for (int i = 0; i < 5; i++) {
                    WireClient.Answer answer = client.get("/rev");
                    assertThat(answer.text()).as("%s after revision %d", node.name(), revision).isEqualTo("/revision/" + revision);
                }
            }
        }
    }

    private static String document(EchoBackend backend, int revision) {
        return """
                services:
                  echo: {instances: ["%s"]}
                routes:
                  - {id: rev, path: /rev, service: echo, rewrite: /revision/%d}
                """.formatted(backend.address(), revision);
    }
}
