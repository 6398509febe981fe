package io.gridgate.cli.demo;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.gridgate.cli.output.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a demo leaves behind unless it is ended: backends, processes and a directory.
 *
 * <p>Thread-safety: guarded by this; whoever ends it makes others wait until it is ended.
 */
final class DemoRemains {

    @GuardedBy("this") private final List<Backend> backends = new ArrayList<>();
    @GuardedBy("this") private final List<ChildProcess> processes = new ArrayList<>();
    @GuardedBy("this") private @Nullable Path directory;
    @GuardedBy("this") private boolean keptDirectory;
    private volatile boolean ending;

    /** Returns whether the end has begun. */
    boolean isEnding() {
        return ending;
    }

    /** Returns whether there is a process to wait for. */
    synchronized boolean hasProcesses() {
        return !processes.isEmpty();
    }

    /** Returns the demo's directory, made at the first call. */
    synchronized Path directory() throws IOException {
        requireGoingOn();
        if (directory == null) {
            directory = Files.createTempDirectory("gridgate-demo-");
        }
        return directory;
    }

    /** Leaves the directory with its logs to whoever wants to know why the demo failed. */
    synchronized void keepDirectory() {
        keptDirectory = true;
    }

    synchronized void add(Backend backend) {
        backends.add(backend);
        requireGoingOn();
    }

    synchronized void add(ChildProcess process) {
        processes.add(process);
        requireGoingOn();
    }

    /** Ends processes, waiting for them so long at most, then backends, and removes the directory; does nothing the second time. */
    void end(Duration timeout) {
        ending = true;
        synchronized (this) {
            long deadline = System.nanoTime() + timeout.toNanos();
            processes.forEach(ChildProcess::askToEnd);
            processes.forEach(process -> process.awaitEnd(Duration.ofNanos(Math.max(1, deadline - System.nanoTime()))));
            processes.clear();
            closeBackends();
            if (directory != null && !keptDirectory) {
                delete(directory);
                directory = null;
            }
        }
    }

    /** Closes all at once, since the JDK's server takes a second for it. */
    @GuardedBy("this")
    private void closeBackends() {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            backends.forEach(backend -> threads.execute(backend::close));
        }
        backends.clear();
    }

    /** Whoever starts something while the end waits for its turn must not go on. */
    private void requireGoingOn() {
        if (ending) {
            throw new CommandFailure("the demo was stopped");
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(DemoRemains::deleteFile);
        } catch (IOException | UncheckedIOException e) {
            return; // a temporary directory that cannot be emptied is the machine's to clean
        }
    }

    private static void deleteFile(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
