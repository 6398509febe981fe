package io.gridgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process of {@code run} and its signals. */
final class RunCommandIT {

    @TempDir Path directory;

    @Test
    void nodeThatIsEndedWhileItStartsHasNotFailed() throws Exception {
        Path err = directory.resolve("err");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), StuckNode.class.getName()).directory(directory.toFile())
                .redirectError(err.toFile()).start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).isEqualTo(StuckNode.WAITS);

            process.destroy();

            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).isZero();
        assertThat(Files.readAllLines(err)).satisfiesExactly(line -> assertThat(line).endsWith("draining (signal)"),
                line -> assertThat(line).endsWith("left the grid"));
    }
}
