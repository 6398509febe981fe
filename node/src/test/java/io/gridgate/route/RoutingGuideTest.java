package io.gridgate.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.config.GatewayReader;
import io.gridgate.config.gateway.GatewayDocument;
import io.gridgate.config.source.GatewaySource;
import io.gridgate.config.source.ReferenceResolver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the examples of docs/routing.md. */
class RoutingGuideTest {

    private static final Pattern BLOCK = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    static Stream<String> documents() throws IOException {
        String guide = Files.readString(Path.of("../docs/routing.md"));
        return BLOCK.matcher(guide).results().map(block -> block.group(1));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void theExamplesOfTheGuideHold(String yaml) {
        GatewayDocument document = GatewayReader.read(GatewaySource.of("routing.md", yaml), ReferenceResolver.of(Map.of())).orElseThrow();
        assertThat(document.tests()).isNotEmpty();
        assertThat(DocumentTests.run(document)).flatExtracting(result -> result.differences().stream()
                .map(difference -> result.test().request().path() + ": " + difference).toList()).isEmpty();
    }
}
