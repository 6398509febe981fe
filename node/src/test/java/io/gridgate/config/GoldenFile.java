package io.gridgate.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Compares what was made with a file; {@code -Dgolden.write=true} writes the file instead.
 *
 * <p>Thread-safety: stateless.
 */
final class GoldenFile {

    private GoldenFile() {}

    /** Returns a directory of the project, wherever the tests run. */
    static Path project(String directory) {
        Path here = Path.of("").toAbsolutePath();
        Path root = Files.exists(here.resolve("node/pom.xml")) ? here : requireNonNull(here.getParent());
        return root.resolve(directory);
    }

    static void check(Path golden, String actual) throws IOException {
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(requireNonNull(golden.getParent()));
            Files.writeString(golden, actual);
        }
        assertThat(golden).as("write it with -Dgolden.write=true").exists();
        assertThat(actual).as(golden + " is stale: write it with -Dgolden.write=true").isEqualTo(Files.readString(golden));
    }
}
