package io.gridgate.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What documents say of the code by the names of its types, they say of types that there are. */
final class DocNamesTest {

    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    private static final Pattern TYPE = Pattern.compile("(?<![\\w-])[A-Z][a-z]+(?:[A-Z][a-z]*)+(?![\\w(])");
    /** Of libraries and of the JDK. */
    private static final Set<String> OTHERS = Set.of("HttpCore", "CompletableFuture", "ConcurrentHashMap", "CopyOnWriteArrayList",
            "ForkJoinPool", "SelectorRunner", "InMemory", "NullMarked");

    @ParameterizedTest
    @ValueSource(strings = {"docs/ARCHITECTURE.md", "docs/failures.md", "docs/concurrency.md", "docs/grid.md", "CONTRIBUTING.md"})
    void typesThatADocumentNamesAreThere(String document) throws IOException {
        Set<String> types = types();
        List<String> missing = QUOTED.matcher(Files.readString(root().resolve(document))).results()
                .flatMap(quoted -> TYPE.matcher(quoted.group(1)).results()).map(name -> name.group())
                .filter(name -> !types.contains(name) && !OTHERS.contains(name)).distinct().toList();

        assertThat(missing).isEmpty();
    }

    @Test
    void namesAreFound() {
        assertThat(TYPE.matcher("ingress.FrontConnection.linger X-Request-Id -DskipITs Fetch HeadReader").results()
                .map(name -> name.group())).containsExactly("FrontConnection", "HeadReader");
    }

    private static Set<String> types() throws IOException {
        try (Stream<Path> files = Files.walk(root())) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length())).collect(Collectors.toSet());
        }
    }

    private static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (directory != null && !Files.exists(directory.resolve("docs/events.md"))) {
            directory = directory.getParent();
        }
        assertThat(directory).as("a parent of the working directory with docs").isNotNull();
        return directory;
    }
}
