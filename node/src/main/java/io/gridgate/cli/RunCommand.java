package io.gridgate.cli;

import io.gridgate.cli.output.CommandFailure;
import io.gridgate.cli.output.Steps;
import io.gridgate.cli.output.Terminal;
import io.gridgate.config.Checked;
import io.gridgate.config.GatewayReader;
import io.gridgate.config.NodeReader;
import io.gridgate.config.node.NodeDocument;
import io.gridgate.config.source.GatewaySource;
import io.gridgate.config.source.Problem;
import io.gridgate.config.source.ReferenceResolver;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    private final Steps steps;
    private final CompletableFuture<String> asked = new CompletableFuture<>();

    @Option(names = "--node", paramLabel = "FILE",
            description = "The node document (default: all defaults, and GRIDGATE_* variables).") private @Nullable Path node;

    @Option(names = "--gateway", paramLabel = "FILE",
            description = "The gateway document to begin with, if neither the grid nor the disk has a revision.") private @Nullable Path gateway;

    @Option(names = "--until-input-ends", hidden = true, description = "End when standard input does.") private boolean untilInputEnds;

    @SuppressWarnings("UnusedVariable") // picocli adds its options
    @Mixin private BasicOptions basic = new BasicOptions();

    RunCommand(Terminal terminal, NodeStarter starter) {
        this.terminal = terminal;
        this.steps = new Steps(terminal);
        this.starter = starter;
    }

    @Override
    public Integer call() {
        GatewaySource initial = gateway == null ? null : Sources.read(gateway);
        List<Problem> problems = new ArrayList<>();
        NodeDocument document = accepted(NodeReader.read(node, System.getenv()), problems);
        boolean usable = initial == null || accepted(GatewayReader.read(initial, ReferenceResolver.system()), problems) != null;
        ProblemLines.print(problems, terminal);
        if (document == null || !usable) {
            return REFUSED;
        }
        NodeStarter.Node running = starter.start(document, initial, steps::done);
        Thread ending = Thread.ofPlatform().name("drain").unstarted(() -> end(running, "signal"));
        Runtime.getRuntime().addShutdownHook(ending);
        if (untilInputEnds) {
            Thread.ofPlatform().daemon().name("input").start(this::readInput);
        }
        try {
            running.awaitReady();
        } catch (RuntimeException failure) {
            leave(running, ending);
            throw failure;
        }
        steps.done("ready: " + String.join(", ", running.addresses()));
        end(running, asked.join());
        return 0;
    }

    private static <T> @Nullable T accepted(Checked<T> checked, List<Problem> problems) {
        problems.addAll(checked.problems());
        return checked instanceof Checked.Accepted<T> accepted ? accepted.document() : null;
    }

    /** Drains the node and ends the process, once. A drained node has done what it was told: its status is 0, not the signal's. */
    private synchronized void end(NodeStarter.Node running, String reason) {
        steps.done("draining (" + reason + ")");
        running.drainAndClose();
        steps.done("left the grid");
        Runtime.getRuntime().halt(0);
    }

    /** Closes a node that did not become ready, so that the process can end with the status of a failure. */
    private static void leave(NodeStarter.Node running, Thread ending) {
        try {
            Runtime.getRuntime().removeShutdownHook(ending);
        } catch (IllegalStateException e) {
            return; // a signal came first, and the hook has the last word
        }
        running.drainAndClose();
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
}
