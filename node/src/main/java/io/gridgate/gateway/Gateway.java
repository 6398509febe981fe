package io.gridgate.gateway;

import io.gridgate.base.EventLoop;
import io.gridgate.base.Metrics;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.Handler;
import io.gridgate.exchange.Response;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * The handler of the proxy listeners: serves the current revision and changes to the next without an exchange noticing.
 *
 * <p>An exchange reads the current revision once, at its start, and keeps it to its end. A revision is closed when it is not
 * current any more and its last exchange has ended.
 *
 * <p>Thread-safety: thread-safe; {@link #swap} is called by one thread at a time.
 */
public final class Gateway implements Handler, AutoCloseable {

    private final List<EventLoop> loops;
    private final Executor background;
    private final Set<LiveRevision> live = ConcurrentHashMap.newKeySet();
    private volatile LiveRevision current;
    private volatile HealthAnswer health = HealthAnswer.STARTING;

    /**
     * Creates the handler of a node that is starting.
     *
     * @param loops every loop that exchanges come from, at their {@link EventLoop#index}
     * @param empty what is served before there is a revision
     * @param background where revisions are closed, which may take a lock
     */
    public Gateway(List<? extends EventLoop> loops, CompiledGateway empty, Metrics metrics, Executor background) {
        this.loops = List.copyOf(loops);
        this.background = background;
        this.current = new LiveRevision(0, empty, loops.size(), this::onUnused);
        live.add(current);
        metrics.gauge("requests.in_flight", Map.of(), this::exchanges);
        metrics.gauge("revision.serving", Map.of(), this::serving);
        metrics.gauge("revision.old", Map.of(), this::oldRevisions);
    }

    @Override
    public CompletionStage<Response> handle(Exchange exchange) {
        LiveRevision revision = current;
        if (exchange.request().target().path().equals(revision.gateway().healthPath())) {
            return health.answer(exchange.request().method());
        }
        if (revision.revision() == 0 && health != HealthAnswer.UP) {
            revision.enter(exchange);
            return revision.gateway().refuse(exchange,
                    GatewayException.of(health == HealthAnswer.STARTING ? ErrorCode.OVERLOADED : ErrorCode.DRAINING,
                            health == HealthAnswer.STARTING ? "the gateway is starting" : ErrorCode.DRAINING.message()));
        }
        return revision.handle(exchange);
    }

    /**
     * Serves the next revision (> 0) from now on: an exchange that begins after this call sees it. The one before is closed when
     * its last exchange has ended.
     */
    public void swap(long revision, CompiledGateway next) {
        LiveRevision before = current;
        LiveRevision now = new LiveRevision(revision, next, loops.size(), this::onUnused);
        live.add(now);
        next.activate();
        current = now;
        before.retire(loops);
    }

    private void onUnused(LiveRevision revision) {
        background.execute(() -> close(revision));
    }

    private void close(LiveRevision revision) {
        if (live.remove(revision)) {
            revision.gateway().close();
        }
    }

    /** Returns the number of the revision that is served, or 0 when there is none yet. */
    public long serving() {
        return current.revision();
    }

    /** Returns what is served now. */
    public CompiledGateway compiled() {
        return current.gateway();
    }

    /** Returns how many revisions that are not current are still held by exchanges. */
    public int oldRevisions() {
        return Math.max(0, live.size() - 1);
    }

    /** Returns how many exchanges are under way, health answers not counted. */
    public long exchanges() {
        return live.stream().mapToLong(LiveRevision::exchanges).sum();
    }

    /** The node is ready: health answers are green, unless it is about to leave already. */
    public synchronized void up() {
        if (health == HealthAnswer.STARTING) {
            health = HealthAnswer.UP;
        }
    }

    /** The node is about to leave: health answers are red, requests are served as before. */
    public synchronized void draining() {
        health = HealthAnswer.DRAINING;
    }

    /** Closes every revision, whoever still uses it; for a node whose listeners are closed. */
    @Override
    public void close() {
        live.forEach(this::close);
    }
}
