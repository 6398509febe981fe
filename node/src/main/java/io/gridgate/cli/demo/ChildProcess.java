package io.gridgate.cli.demo;

import io.gridgate.cli.output.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A process of the demo that ends when its standard input does, and so never outlives this one, however this one ends.
 *
 * <p>Thread-safety: thread-safe.
 */
final class ChildProcess {

    private final String name;
    private final Process process;
    private final Path log;

    private ChildProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /** Returns the running process; what it writes goes to {@code log}. Settings of nodes in this environment are kept from it. */
    static ChildProcess start(String name, List<String> command, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("GRIDGATE_"));
        return new ChildProcess(name, builder.start(), log);
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    Path log() {
        return log;
    }

    CompletableFuture<Process> onExit() {
        return process.onExit();
    }

    /** Waits so long, or fails with the end of its log as soon as the process ends. */
    void pause(Duration time) {
        try {
            var _ = process.onExit().get(time.toMillis(), TimeUnit.MILLISECONDS);
            throw new CommandFailure(name + " ended with status " + process.exitValue() + ": " + lastLine() + " (its log: " + log + ")");
        } catch (TimeoutException e) {
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException("the exit of a process never fails", e);
        }
    }

    /** Asks it to end. */
    void askToEnd() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            process.destroy(); // the pipe is broken: it is ending, or does not listen
        }
    }

    /** Waits for its end, and kills it after so long. */
    void awaitEnd(Duration time) {
        boolean ended = false;
        try {
            ended = process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!ended) {
            process.destroyForcibly();
        }
    }

    private String lastLine() {
        try (Stream<String> lines = Files.lines(log, StandardCharsets.UTF_8)) {
            return lines.filter(line -> !line.isBlank()).reduce("it said nothing", (first, second) -> second).strip();
        } catch (IOException | UncheckedIOException e) {
            return "its log cannot be read";
        }
    }
}
