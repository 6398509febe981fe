package io.gridgate.node;

import io.gridgate.admin.AdminApi;
import io.gridgate.admin.AdminPorts;
import io.gridgate.admin.DocumentCheck;
import io.gridgate.admin.TokenFile;
import io.gridgate.base.DurationText;
import io.gridgate.config.node.NodeDocument;
import io.gridgate.config.source.GatewaySource;
import io.gridgate.config.source.ReferenceResolver;
import io.gridgate.grid.GridRefusedException;
import io.gridgate.ingress.FrontListener;
import io.gridgate.observe.DropwizardMetrics;
import io.gridgate.observe.JvmMeters;
import io.gridgate.rollout.PackedDocument;
import io.gridgate.rollout.RolloutRefusedException;
import io.gridgate.store.DataDir;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running node: its ports are open from its first moment (health answers say that it is starting), it joins the grid, serves the
 * current revision, and is ready then.
 *
 * <p>Thread-safety: {@link #drainAndClose} by any thread, the first call counts; everything else by the thread that started it.
 */
public final class GatewayNode {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayNode.class);
    private static final Duration ADMIN_CLOSE = Duration.ofSeconds(1);

    private final NodeDocument document;
    private final Consumer<String> progress;
    private final Closing closing;
    private final Traffic traffic;
    private final Listeners listeners;
    private final NodeGrid grid;
    private final AtomicBoolean up = new AtomicBoolean();
    private final AtomicBoolean leaving = new AtomicBoolean();

    private GatewayNode(NodeDocument document, Consumer<String> progress, Closing closing, Traffic traffic, Listeners listeners,
            NodeGrid grid) {
        this.document = document;
        this.progress = progress;
        this.closing = closing;
        this.traffic = traffic;
        this.listeners = listeners;
        this.grid = grid;
    }

    /**
     * Returns a node that listens and is a member of the grid; it may not serve yet.
     *
     * @param initial what to serve if neither the grid nor any disk has a revision
     * @param progress told each step in one line
     * @throws NodeFailedException if it cannot listen, write its disk or be a member; nothing of it is left then
     */
    public static GatewayNode start(NodeDocument document, @Nullable GatewaySource initial, Consumer<String> progress)
            throws NodeFailedException {
        Closing closing = new Closing();
        try {
            return build(document, initial, progress, closing);
        } catch (IOException e) {
            closing.close();
            throw NodeFailedException.of(e);
        } catch (GridRefusedException e) {
            closing.close();
            throw new NodeFailedException(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    private static GatewayNode build(NodeDocument document, @Nullable GatewaySource initial, Consumer<String> progress, Closing closing)
            throws IOException, GridRefusedException {
        DataDir disk = closing.add("disk", DataDir.open(document.node().dataDir()));
        DropwizardMetrics metrics = new DropwizardMetrics();
        JvmMeters.register(metrics);
        LateGrid late = LateGrid.of(document.node().name());
        Traffic traffic = closing.add("traffic", Traffic.start(document, late, disk.instances(), metrics));
        CompiledRevisionLoader loader = new CompiledRevisionLoader(traffic.compiler(), traffic.gateway(), ReferenceResolver.system());
        LateRollout rollout = new LateRollout(document.cluster().name(), document.node().name());
        AdminPorts ports = new AdminPorts(rollout, DocumentCheck.of(traffic.compiler(), ReferenceResolver.system()), rollout,
                traffic.services()::view, traffic.services()::force, traffic.limits()::read, traffic.purger()::purge, traffic.events(),
                metrics);
        Listeners listeners = Listeners.start(document, traffic, new AdminApi(ports, tokens(document)));
        closing.add("admin listener", () -> listeners.admin().close(ADMIN_CLOSE));
        closing.add("streams of events", traffic.events());
        progress.accept("listening: " + String.join(", ", listeners.addresses()));
        progress.accept("joining the grid \"" + document.cluster().name() + "\"");
        NodeGrid grid = closing.add("grid",
                NodeGrid.join(document, disk, traffic, loader,
                        initial == null ? null : PackedDocument.of(initial.bytes()),
                        member -> late.joined(member, traffic.purger())));
        rollout.started(grid.rollout());
        int members = grid.members();
        progress.accept("in the grid, " + (members == 1 ? "alone" : "one of " + members + " members"));
        return new GatewayNode(document, progress, closing, traffic, listeners, grid);
    }

    /** Returns whether the node's disk has a revision, so that it needs no document to begin with. */
    public static boolean hasRevision(NodeDocument document) {
        return DataDir.hasRevision(document.node().dataDir());
    }

    private static @Nullable TokenFile tokens(NodeDocument document) throws IOException {
        Path file = document.listeners().admin().tokenFile();
        return file == null ? null : TokenFile.open(file);
    }

    /**
     * Returns once the node serves the current revision of its cluster, or knows that there is none; health answers are green then.
     *
     * @throws NodeFailedException if it must not go on
     */
    public void awaitReady() throws NodeFailedException {
        try {
            grid.rollout().ready().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NodeFailedException("interrupted while it started", e);
        } catch (CancellationException e) {
            throw new NodeFailedException("the node was ended while it started", e);
        } catch (ExecutionException e) {
            throw refused(e.getCause() == null ? e : e.getCause());
        }
        up.set(true);
        traffic.gateway().up();
        progress.accept(grid.rollout().served().map(revision -> "serving revision " + revision.number())
                .orElse("no revision yet; apply a document"));
    }

    private static NodeFailedException refused(Throwable cause) {
        return cause instanceof RolloutRefusedException refusal
                ? new NodeFailedException(String.valueOf(refusal.getMessage()), refusal, refusal.problems())
                : new NodeFailedException(String.valueOf(cause.getMessage()), cause);
    }

    /** Returns each listener with its address, for an operator. */
    public List<String> addresses() {
        return listeners.addresses();
    }

    /**
     * Leaves without a failed request: health answers are red for {@code drain.red} while everything is still served; then the ports are closed and what is
     * under way may end within {@code drain.timeout}; then the node leaves the grid and closes. Does nothing the second time.
     */
    public void drainAndClose() {
        if (!leaving.compareAndSet(false, true)) {
            return;
        }
        traffic.gateway().draining();
        grid.rollout().drain();
        if (up.get()) {
            progress.accept("health is red for " + DurationText.format(document.drain().red()));
            pause(document.drain().red());
        }
        listeners.proxy().forEach(FrontListener::stopAccepting);
        listeners.proxy().forEach(FrontListener::drain);
        long deadline = System.nanoTime() + document.drain().timeout().toNanos();
        for (FrontListener listener : listeners.proxy()) {
            if (!listener.close(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
                LOG.atWarn().addKeyValue("port", listener.port()).log("connections were cut off by the end of drain.timeout");
            }
        }
        closing.close();
    }

    private static void pause(Duration time) {
        long since = System.nanoTime();
        for (long left = time.toNanos(); left > 0
                && !Thread.currentThread().isInterrupted(); left = time.toNanos() - (System.nanoTime() - since)) {
            LockSupport.parkNanos(left);
        }
    }
}
