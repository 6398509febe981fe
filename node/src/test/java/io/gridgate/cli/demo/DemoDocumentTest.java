package io.gridgate.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.config.Checked;
import io.gridgate.config.GatewayReader;
import io.gridgate.config.gateway.GatewayDocument;
import io.gridgate.config.source.GatewaySource;
import io.gridgate.config.source.ReferenceResolver;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The document that the demo serves over Consul. */
final class DemoDocumentTest {

    @Test
    void everyBackendIsFoundThroughConsul() throws Exception {
        Checked<GatewayDocument> checked;
        try (InputStream in = Objects.requireNonNull(Demo.class.getResourceAsStream("gateway-consul.yaml"))) {
            checked = GatewayReader.read(GatewaySource.of("gateway-consul.yaml", new String(in.readAllBytes(), StandardCharsets.UTF_8)),
                    ReferenceResolver.keep());
        }

        assertThat(checked.problems()).isEmpty();
        assertThat(checked.orElseThrow().services().keySet())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(DemoService.values()).map(DemoService::serviceName).toList());
    }
}
