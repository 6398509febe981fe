package io.gridgate.cli;

import io.gridgate.cli.output.CommandFailure;
import io.gridgate.cli.output.Style;
import io.gridgate.cli.output.Terminal;
import io.gridgate.config.Checked;
import io.gridgate.config.NodeReader;
import io.gridgate.config.node.NodeDocument;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code run}: one node in the foreground, until SIGTERM or SIGINT drains it. */
@Command(name = "run", description = "Run one node in the foreground; SIGTERM or Ctrl-C drains it and leaves the grid.")
final class RunCommand implements Callable<Integer> {

    private static final int REFUSED = 1;

    private final Terminal terminal;
    private final NodeStarter starter;
    private final long startNanos = System.nanoTime();
    private final CompletableFuture<String> asked = new CompletableFuture<>();

    @Option(names = "--node", paramLabel = "FILE",
            description = "The node document (default: all defaults, and GRIDGATE_* variables).") private @Nullable Path node;

    @Option(names = "--gateway", paramLabel = "FILE",
            description = "The gateway document to begin with, if neither the grid nor the disk has a revision.") private @Nullable Path gateway;

    @Option(names = "--until-input-ends", hidden = true, description = "End when standard input does.") private boolean untilInputEnds;

    @Mixin private BasicOptions basic = new BasicOptions();

    RunCommand(Terminal terminal, NodeStarter starter) {
        this.terminal = terminal;
        this.starter = starter;
    }

    @Override
    public Integer call() {
        Checked<NodeDocument> checked = NodeReader.read(node, System.getenv());
        ProblemLines.print(checked.problems(), terminal);
        if (!(checked instanceof Checked.Accepted<NodeDocument> accepted)) {
            return REFUSED;
        }
        NodeStarter.Node running = starter.start(accepted.document(), gateway, this::step);
        Thread ending = Thread.ofPlatform().name("drain").unstarted(() -> {
            end(running, "signal");
            // A drained node has done what it was told: its status is 0, not the signal's.
            Runtime.getRuntime().halt(0);
        });
        Runtime.getRuntime().addShutdownHook(ending);
        if (untilInputEnds) {
            Thread.ofPlatform().daemon().name("input").start(this::readInput);
        }
        running.awaitReady();
        step("ready: " + String.join(", ", running.addresses()));
        String reason = asked.join();
        end(running, reason);
        Runtime.getRuntime().halt(0);
        return 0;
    }

    private void end(NodeStarter.Node running, String reason) {
        step("draining (" + reason + ")");
        running.drainAndClose();
        step("left the grid");
    }

    private void readInput() {
        try (InputStream in = System.in) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new CommandFailure("standard input: " + e.getMessage());
        } finally {
            asked.complete("input ended");
        }
    }

    private void step(String text) {
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        terminal.err().println(terminal.styled("%5.1f s".formatted(seconds), Style.DIM) + "  " + text);
    }
}
