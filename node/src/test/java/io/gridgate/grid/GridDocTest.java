package io.gridgate.grid;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class GridDocTest {

    @Test
    void documentedMapsAndTopicsAreThoseOfTheRegistries() throws IOException {
        List<String> rows = Files.readAllLines(document()).stream().filter(line -> line.startsWith("| `gridgate.")).toList();
        assertThat(rows).isEqualTo(
                Stream.concat(Stream.of(GridMap.values()).map(GridMap::row), Stream.of(GridTopic.values()).map(GridTopic::row)).toList());
    }

    private static Path document() {
        Path directory = Path.of("").toAbsolutePath();
        while (directory != null && !Files.exists(directory.resolve("docs/grid.md"))) {
            directory = directory.getParent();
        }
        assertThat(directory).as("a parent of the working directory with docs/grid.md").isNotNull();
        return directory.resolve("docs/grid.md");
    }
}
