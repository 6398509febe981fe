package io.gridgate.cli;

import io.gridgate.cli.output.Terminal;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;

/**
 * A node that does not become ready until it is closed, and the program that runs it.
 *
 * <p>Thread-safety: thread-safe.
 */
final class StuckNode implements NodeStarter.Node {

    static final String WAITS = "it waits";
    /** Longer than it takes to say that it failed. */
    private static final long DRAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final CountDownLatch closed = new CountDownLatch(1);

    /** Runs the command {@code run} with such a node. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new RunCommand(Terminal.system(), (_, _, _) -> new StuckNode())).execute(args));
    }

    @Override
    public void awaitReady() {
        System.out.println(WAITS);
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new CancellationException();
    }

    @Override
    public List<String> addresses() {
        return List.of();
    }

    @Override
    public void drainAndClose() {
        closed.countDown();
        long since = System.nanoTime();
        for (long left = DRAIN_NANOS; left > 0; left = DRAIN_NANOS - (System.nanoTime() - since)) {
            LockSupport.parkNanos(left);
        }
    }
}
