package io.gridgate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A document of 10,000 routes is compiled and swapped on three nodes while they serve. Figures: {@code bench swap}. */
class LargeDocumentClusterIT {
    private static final int ROUTES = 10_000;
    private static final int REVISIONS = 6;
    /** Wide, since a busy machine must not fail it; what it takes on a quiet one is in docs/PERFORMANCE.md. */
    private static final Duration APPLY_MAX = Duration.ofSeconds(30);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(15);

    @RegisterExtension final Cluster cluster = new Cluster();

    @Test
    void tenThousandChangedRoutesUnderLoadFailNoRequest() throws Exception {
        try (EchoBackend backend = EchoBackend.start("a")) {
            // Given
            cluster.start(3);
            cluster.node(0).admin().apply(document(backend, 1, 1));

            // When
            try (Load load = Load.paced(cluster.nodes(), 4, Duration.ofMillis(10), "/r0/x", answer -> {
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.text()).startsWith("/revision/");
            })) {
                for (int revision = 2; revision <= REVISIONS; revision++) {
                    applyAndCheck(load, cluster.node(revision % 3), document(backend, revision, ROUTES), revision);
                }
                load.stopWithoutFailure();
            }

            // Then
            assertThat(cluster.nodes()).allSatisfy(node -> assertThat(node.logText()).doesNotContain(" ERROR "));
        }
    }

    private void applyAndCheck(Load load, NodeProcess through, String document, int revision) throws IOException {
        load.takeSlowest();
        long began = System.nanoTime();
        assertThat(through.admin().apply(document)).isEqualTo(revision);
        Duration taken = Duration.ofNanos(System.nanoTime() - began);
        Duration slowest = load.takeSlowest();
        System.out.printf("revision %d, %,d routes: served by all after %d ms, slowest answer meanwhile %d ms%n", revision, ROUTES,
                taken.toMillis(),
                slowest.toMillis());
        everyNodeServesOnly(revision);
        assertThat(taken).isLessThan(APPLY_MAX);
        assertThat(slowest).isLessThan(ANSWER_MAX);
    }

    private void everyNodeServesOnly(int revision) throws IOException {
        for (NodeProcess node : cluster.nodes()) {
            try (WireClient client = new WireClient(node.spec().httpPort())) {
                for (int route : new int[]{0, ROUTES / 2, ROUTES - 1}) {
                    assertThat(client.get("/r" + route + "/x").text()).as(node.name()).isEqualTo("/revision/" + revision + "/" + route);
                }
            }
        }
    }

    /** Returns a document whose routes all differ from those of any other revision. */
    private static String document(EchoBackend backend, int revision, int routes) {
        StringBuilder text = new StringBuilder("services:\n");
        for (int service = 0; service < 20; service++) {
            text.append("  s%d: {instances: [\"%s\"]}\n".formatted(service, backend.address()));
        }
        text.append("routes:\n");
        for (int route = 0; route < routes; route++) {
            text.append("  - path: /r").append(route).append("/**\n    service: s").append(route % 20)
                    .append("\n    methods: [GET, POST]\n    rewrite: /revision/")
                    .append(revision).append('/').append(route).append('\n');
        }
        return text.toString();
    }
}
