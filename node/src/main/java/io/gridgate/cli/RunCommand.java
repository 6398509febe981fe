package io.gridgate.cli;

import io.gridgate.cli.output.CommandFailure;
import io.gridgate.cli.output.Steps;
import io.gridgate.cli.output.Terminal;
import io.gridgate.config.Checked;
import io.gridgate.config.GatewayReader;
import io.gridgate.config.NodeReader;
import io.gridgate.config.node.NodeDocument;
import io.gridgate.config.source.GatewaySource;
import io.gridgate.config.source.ReferenceResolver;
import io.gridgate.node.GatewayNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code run}: one node in the foreground, until SIGTERM or SIGINT drains it. */
@Command(name = "run", description = "Run one node in the foreground; SIGTERM or Ctrl-C drains it and leaves the grid.")
final class RunCommand implements Callable<Integer> {

    private static final int DRAINED = 0;
    private static final int REFUSED = 1;

    private final Terminal terminal;
    private final NodeStarter starter;
    private final Steps steps;
    private final CompletableFuture<String> asked = new CompletableFuture<>();
    private final AtomicReference<NodeStarter.@Nullable Node> running = new AtomicReference<>();

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
        NodeDocument document = accepted(NodeReader.read(node, System.getenv()));
        boolean needed = document == null || !GatewayNode.hasRevision(document);
        GatewaySource initial = gateway == null ? null : needed ? Sources.read(gateway) : ignored(gateway);
        boolean usable = initial == null || !needed || accepted(GatewayReader.read(initial, ReferenceResolver.system())) != null;
        if (document == null || !usable) {
            return REFUSED;
        }
        serve(document, initial);
        return DRAINED;
    }

    /** Returns the document that only matters for the warning that it differs from what is served; null if it cannot be read. */
    private @Nullable GatewaySource ignored(Path file) {
        try {
            return Sources.read(file);
        } catch (CommandFailure e) {
            terminal.err().println("gridgate run: --gateway is ignored, the node has a revision: " + e.getMessage());
            return null;
        }
    }

    private void serve(NodeDocument document, @Nullable GatewaySource initial) {
        Thread ending = Thread.ofPlatform().name("drain").unstarted(() -> end("signal"));
        Runtime.getRuntime().addShutdownHook(ending);
        try {
            NodeStarter.Node started = starter.start(document, initial, steps::done);
            running.set(started);
            if (untilInputEnds) {
                Thread.ofPlatform().daemon().name("input").start(this::readInput);
            }
            started.awaitReady();
            steps.done("ready: " + String.join(", ", started.addresses()));
        } catch (RuntimeException failure) {
            leave(ending);
            throw failure;
        }
        end(asked.join());
    }

    /** Writes what is wrong with a document, and returns it; null if it is refused. */
    private <T> @Nullable T accepted(Checked<T> checked) {
        ProblemLines.print(checked.problems(), terminal);
        return checked instanceof Checked.Accepted<T> accepted ? accepted.document() : null;
    }

    /** Drains the node and ends the process, once. A drained node has done what it was told: its status is 0, not the signal's. */
    private synchronized void end(String reason) {
        try {
            NodeStarter.Node started = running.get();
            if (started == null) {
                steps.done("ended while it started (" + reason + ")");
                return;
            }
            steps.done("draining (" + reason + ")");
            started.drainAndClose();
            steps.done("left the grid");
        } finally {
            Runtime.getRuntime().halt(DRAINED);
        }
    }

    /** Closes a node that did not become ready, so that the process can end with the status of a failure. */
    private void leave(Thread ending) {
        try {
            Runtime.getRuntime().removeShutdownHook(ending);
        } catch (IllegalStateException e) {
            awaitHalt();
        }
        NodeStarter.Node started = running.get();
        if (started != null) {
            started.drainAndClose();
        }
    }

    /** A signal came first: a node that it ends did not fail to start, and its hook has the last word. */
    private static void awaitHalt() {
        while (true) {
            LockSupport.park();
        }
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
