package io.gridgate.config;

import io.gridgate.config.source.GatewaySource;
import io.gridgate.config.source.NamedText;
import io.gridgate.config.source.Problem;
import io.gridgate.config.source.ReferenceResolver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the reader says of documents that are wrong, line by line. */
class GatewayGoldenTest {

    private static final Path GOLDEN = GoldenFile.project("node/src/test/resources/config/golden");

    static List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            return files.filter(file -> !file.toString().endsWith(".expected")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyProblemIsToldWithItsPlace(Path document) throws IOException {
        GatewaySource source = bare(GatewaySource.fromPath(document));
        Checked<?> checked = GatewayReader.read(source, ReferenceResolver.of(Map.of("HOST_A", "127.0.0.1", "SECRET", "hunter2")));
        String verdict = checked instanceof Checked.Accepted<?> ? "accepted\n" : "refused\n";
        String lines = checked.problems().stream().map(Problem::toString).map(line -> line + "\n").collect(Collectors.joining());
        GoldenFile.check(GOLDEN.resolve(document.getFileName() + ".expected"), verdict + lines);
    }

    private static GatewaySource bare(GatewaySource source) {
        return new GatewaySource(source.files().stream().map(file -> new NamedText(file.fileName(), file.text())).toList());
    }
}
