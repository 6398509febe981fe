package io.gridgate.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One gateway node in a JVM of its own, started as the launcher starts it.
 *
 * <p>Thread-safety: one test thread.
 */
final class NodeProcess implements AutoCloseable {
    private static final Path JVM_OPTIONS = Path.of("..", "node", "src", "main", "jvm", "gridgate.jvmopts");
    private static final Duration START = Duration.ofSeconds(60);

    private final NodeSpec spec;
    private final Path log;
    private Process process;

    private NodeProcess(NodeSpec spec, Path log, Process process) {
        this.spec = spec;
        this.log = log;
        this.process = process;
    }

    /** Starts the node and returns at once. */
    static NodeProcess start(NodeSpec spec) {
        Path log = spec.directory().resolve(spec.name() + ".log");
        return new NodeProcess(spec, log, launch(spec, log));
    }

    NodeSpec spec() {
        return spec;
    }

    String name() {
        return spec.name();
    }

    AdminClient admin() {
        return new AdminClient(spec.adminPort());
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until the node says that it is ready; fails with its log when it ends or does not get there. */
    NodeProcess awaitReady() {
        await().atMost(START).pollInterval(Duration.ofMillis(50)).until(() -> {
            assertThat(process.isAlive()).as(() -> name() + " ended:\n" + logText()).isTrue();
            return admin().isReady();
        });
        return this;
    }

    /** Returns whether it ends by itself in that time. */
    boolean endsWithin(Duration time) throws InterruptedException {
        return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    int exitStatus() {
        return process.exitValue();
    }

    /** Sends SIGTERM and returns at once. */
    void terminate() {
        process.destroy();
    }

    /** Sends SIGKILL and waits for the end. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Stops every thread of the node, as a long pause of its machine does. */
    void pause() {
        signal("STOP");
    }

    /** Lets a paused node go on. */
    void resume() {
        signal("CONT");
    }

    /** Starts the node again with the same document and disk. */
    NodeProcess restart() {
        process = launch(spec, log);
        return this;
    }

    String logText() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            resume();
        }
        process.destroyForcibly();
    }

    private void signal(String name) {
        try {
            int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start().waitFor();
            assertThat(status).as("kill -" + name).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Process launch(NodeSpec spec, Path log) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.add("@" + JVM_OPTIONS);
        command.addAll(spec.jvmOptions());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.gridgate.cli.Gridgate", "run", "--node"));
        command.add(spec.writeDocument().toString());
        spec.gateway().ifPresent(gateway -> command.addAll(List.of("--gateway", gateway.toString())));
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
