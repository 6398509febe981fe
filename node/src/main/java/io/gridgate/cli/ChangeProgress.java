package io.gridgate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gridgate.cli.client.AdminClient;
import io.gridgate.cli.client.Answer;
import io.gridgate.cli.output.CommandFailure;
import io.gridgate.cli.output.Terminal;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The moving line under a change that takes long: how many nodes serve which revision so far.
 *
 * <p>Thread-safety: the line is written by one thread at a time; the latch ends it.
 */
final class ChangeProgress implements Runnable {

    private static final long FIRST_MILLIS = 400;
    private static final long EACH_MILLIS = 500;

    private final Terminal terminal;
    private final AdminClient client;
    private final String what;
    private final CountDownLatch over = new CountDownLatch(1);
    private final long startNanos = System.nanoTime();

    private ChangeProgress(Terminal terminal, AdminClient client, String what) {
        this.terminal = terminal;
        this.client = client;
        this.what = what;
    }

    /** Returns what the change answers, with the line under it while it lasts, where lines move. */
    static Answer during(Terminal terminal, AdminClient client, String what, Supplier<Answer> change) {
        if (!terminal.isLive()) {
            return change.get();
        }
        ChangeProgress progress = new ChangeProgress(terminal, client, what);
        Thread line = Thread.ofVirtual().name("progress").start(progress);
        try {
            return change.get();
        } finally {
            progress.end(line);
        }
    }

    @Override
    public void run() {
        try {
            boolean ended = over.await(FIRST_MILLIS, TimeUnit.MILLISECONDS);
            while (!ended) {
                terminal.progress("%s: %s (%.0f s)".formatted(what, state(), (System.nanoTime() - startNanos) / 1e9));
                ended = over.await(EACH_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(Thread line) {
        over.countDown();
        try {
            line.join(EACH_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        terminal.endProgress();
    }

    private String state() {
        try {
            JsonNode cluster = client.get("/admin/v1/cluster").orFail().json();
            long newest = 0;
            int served = 0;
            for (JsonNode member : cluster.path("members")) {
                long revision = member.path("revision").asLong();
                served = revision == newest ? served + 1 : revision > newest ? 1 : served;
                newest = Math.max(newest, revision);
            }
            return served + " of " + cluster.path("members").size() + " nodes serve revision " + newest;
        } catch (CommandFailure e) {
            return "waiting for every node";
        }
    }
}
