package io.gridgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.config.source.GatewaySource;
import io.gridgate.config.source.Problem;
import io.gridgate.config.source.ReferenceResolver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The documented examples, each a document by itself, are valid as they stand. */
class GuideSnippetsTest {

    @ParameterizedTest
    @ValueSource(strings = {"routing", "load-balancing", "high-availability", "circuit-breaker", "caching"})
    void exampleIsAccepted(String name) throws IOException {
        assertThat(read(name)).isInstanceOf(Checked.Accepted.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"aggregation", "security", "compression"})
    void exampleOfAFeatureToComeLacksNothingElse(String name) throws IOException {
        List<Problem> errors = read(name).problems().stream().filter(Problem::isError).toList();

        assertThat(errors).isNotEmpty().allMatch(problem -> problem.message().startsWith("not supported yet"), "not supported yet");
    }

    @Test
    void routesAloneOnlyWarnOfServicesThatNothingDefines() throws IOException {
        assertThat(read("routing").problems()).hasSize(3).noneMatch(Problem::isError)
                .first().asString().contains("routing.yaml:4:14: routes[0].service: warning: no service \"user-service\"");
    }

    private static Checked<?> read(String name) throws IOException {
        Path file = GoldenFile.project("node/src/test/resources/config/guide").resolve(name + ".yaml");
        return GatewayReader.read(GatewaySource.fromPath(file), ReferenceResolver.of(Map.of()));
    }
}
