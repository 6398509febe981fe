package io.gridgate.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The metrics that the README lists are those that the sources record. */
final class MetricDocTest {

    private static final Pattern DOTTED = Pattern.compile("\"([a-z]+(?:_[a-z]+)*(?:\\.[a-z_]+)+)\"");
    private static final Pattern QUOTED = Pattern.compile("`([a-z_.]+)`");
    /** Dotted words in the sources that record metrics, and are none. */
    private static final Pattern NO_METRIC = Pattern.compile("hazelcast\\..*|access\\.log");

    @Test
    void documentedMetricsAreThoseThatThereAre() throws IOException {
        assertThat(documented()).isEqualTo(recorded());
    }

    private static SortedSet<String> documented() throws IOException {
        String readme = Files.readString(root().resolve("README.md"));
        String metrics = readme.substring(readme.indexOf("### Metrics"), readme.indexOf("### Access log"));
        SortedSet<String> names = new TreeSet<>();
        metrics.lines().filter(line -> line.startsWith("| `")).forEach(line -> addNames(line.split("\\|")[1], names));
        return names;
    }

    /** A name that begins with a point stands for the one before it with another last word. */
    private static void addNames(String cell, SortedSet<String> names) {
        String last = "";
        for (String word : QUOTED.matcher(cell).results().map(result -> result.group(1)).toList()) {
            last = word.startsWith(".") ? last.substring(0, last.lastIndexOf('.')) + word : word;
            names.add(last);
        }
    }

    private static SortedSet<String> recorded() throws IOException {
        try (Stream<Path> files = Files.walk(root().resolve("node/src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java")).map(MetricDocTest::text).filter(text -> text.contains("Metrics"))
                    .flatMap(text -> DOTTED.matcher(text).results()).map((MatchResult result) -> result.group(1))
                    .filter(name -> !NO_METRIC.matcher(name).matches()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
