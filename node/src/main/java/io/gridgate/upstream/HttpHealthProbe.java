package io.gridgate.upstream;

import io.gridgate.config.service.ServiceConfig;
import io.gridgate.service.health.HealthProbe;
import io.gridgate.service.instance.Instance;
import io.gridgate.upstream.pool.TransportPools;
import io.gridgate.upstream.session.BackendConnection;
import io.gridgate.upstream.session.LoopResources;
import io.gridgate.wire.TlsFileException;
import io.gridgate.wire.Wire;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks instances by one GET each on a connection of its own, so that a full pool never makes an instance look sick.
 *
 * <p>Thread-safety: thread-safe; each probe is confined to one loop.
 */
final class HttpHealthProbe implements HealthProbe {

    /** Finds how the instances of a service are reached. */
    interface Transports {

        TransportPools of(ServiceConfig service) throws TlsFileException;
    }

    private final Wire wire;
    private final List<LoopResources> loops;
    private final Transports transports;
    private final AtomicInteger next = new AtomicInteger();

    HttpHealthProbe(Wire wire, List<LoopResources> loops, Transports transports) {
        this.wire = wire;
        this.loops = loops;
        this.transports = transports;
    }

    @Override
    public CompletionStage<Integer> probe(Instance instance, ServiceConfig service, String path, Duration timeout) {
        CompletableFuture<Integer> status = new CompletableFuture<>();
        BackendConnection.Peer peer;
        try {
            peer = transports.of(service).of(instance).peer();
        } catch (TlsFileException e) {
            return CompletableFuture.failedFuture(e);
        }
        LoopResources loop = loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
        loop.loop().execute(() -> new ProbeCall(instance, path, timeout.toNanos(), status).start(wire, loop, peer));
        return status;
    }
}
