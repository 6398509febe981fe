package io.gridgate.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridgate.cli.output.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes of the demo. */
final class ChildProcessIT {

    @TempDir Path directory;

    @Test
    void childEndsWithItsInput() throws Exception {
        ChildProcess child = ChildProcess.start("cat", List.of("cat"), directory.resolve("log"));

        child.pause(Duration.ofMillis(50));
        child.askToEnd();

        assertThat(child.onExit().get(10, TimeUnit.SECONDS).exitValue()).isZero();
    }

    @Test
    void childThatStaysIsKilled() throws Exception {
        ChildProcess child = ChildProcess.start("stubborn", List.of("sh", "-c", "exec tail -f /dev/null"), directory.resolve("log"));

        child.askToEnd();
        child.awaitEnd(Duration.ofMillis(50));

        assertThat(child.onExit().get(10, TimeUnit.SECONDS).isAlive()).isFalse();
    }

    @Test
    void earlyEndIsToldWithTheLastLineOfItsLog() throws Exception {
        Path log = directory.resolve("log");
        ChildProcess child = ChildProcess.start("gw-1", List.of("sh", "-c", "echo first; echo the reason >&2; exit 3"), log);

        assertThatThrownBy(() -> child.pause(Duration.ofSeconds(10))).isInstanceOf(CommandFailure.class)
                .hasMessage("gw-1 ended with status 3: the reason (its log: " + log + ")");
    }

    @Test
    void settingsOfNodesAreKeptFromIt() throws Exception {
        Path log = directory.resolve("log");
        ChildProcess child = ChildProcess.start("env", List.of("env"), log);

        var _ = child.onExit().get(10, TimeUnit.SECONDS);

        assertThat(Files.readString(log)).doesNotContain("GRIDGATE_");
    }
}
