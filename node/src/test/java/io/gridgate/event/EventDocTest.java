package io.gridgate.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.base.EventType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class EventDocTest {

    @Test
    void documentedTypesAreThoseThatThereAre() throws IOException {
        List<String> rows = Files.readAllLines(document()).stream().filter(line -> line.matches("\\| `[a-z_]+` \\| .* \\| .* \\| .* \\|"))
                .toList();

        assertThat(rows).isEqualTo(Stream.of(EventType.values()).map(EventType::row).toList());
    }

    private static Path document() {
        Path directory = Path.of("").toAbsolutePath();
        while (directory != null && !Files.exists(directory.resolve("docs/events.md"))) {
            directory = directory.getParent();
        }
        assertThat(directory).as("a parent of the working directory with docs/events.md").isNotNull();
        return directory.resolve("docs/events.md");
    }
}
