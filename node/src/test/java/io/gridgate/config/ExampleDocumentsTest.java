package io.gridgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.config.gateway.GatewayDocument;
import io.gridgate.config.node.NodeDocument;
import io.gridgate.config.source.GatewaySource;
import io.gridgate.config.source.ReferenceResolver;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The documents that come with the project. */
class ExampleDocumentsTest {

    @Test
    void gatewayDocumentHasNoProblem() throws IOException {
        Checked<GatewayDocument> checked = GatewayReader.read(GatewaySource.fromPath(GoldenFile.project("config/gateway.yaml")),
                ReferenceResolver.of(Map.of()));

        assertThat(checked.problems()).isEmpty();
        assertThat(checked.orElseThrow().services().keySet()).contains("user-service", "order-service", "product-service",
                "recommendation-service", "payment-service", "inventory-service");
        assertThat(checked.orElseThrow().tests()).isNotEmpty();
    }

    @Test
    void nodeDocumentIsEverythingAtItsDefault() {
        Checked<NodeDocument> checked = NodeReader.read(GoldenFile.project("config/node.yaml"), Map.of());

        assertThat(checked.problems()).isEmpty();
        assertThat(checked.orElseThrow()).isEqualTo(NodeReader.read(List.of(), Map.of()).orElseThrow());
    }
}
