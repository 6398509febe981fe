package io.gridgate.upstream;

import io.gridgate.base.Metrics;
import io.gridgate.config.service.ServiceConfig;
import io.gridgate.config.service.TimeoutsConfig;
import io.gridgate.config.service.UpstreamTlsConfig;
import io.gridgate.service.health.HealthProbe;
import io.gridgate.service.instance.Instance;
import io.gridgate.upstream.pool.PoolCounts;
import io.gridgate.upstream.pool.SelectorConnections;
import io.gridgate.upstream.pool.TransportPools;
import io.gridgate.upstream.pool.UpstreamMeters;
import io.gridgate.upstream.session.LoopResources;
import io.gridgate.wire.CertificateFiles;
import io.gridgate.wire.ClientTls;
import io.gridgate.wire.TlsFileException;
import io.gridgate.wire.TlsFiles;
import io.gridgate.wire.Wire;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All connections of a node to backends. They outlive revisions: a filter of a new revision finds the connections that the one
 * before it left.
 *
 * <p>Thread-safety: thread-safe; compiling a document takes a lock, exchanges never do.
 */
public final class UpstreamPools implements AutoCloseable {

    private final Wire wire;
    private final TlsFiles tlsFiles;
    private final List<LoopResources> loops;
    private final SelectorConnections manager;
    /** key: how instances are reached, {@link UpstreamTlsConfig#OFF} for clear text. Guarded by itself. */
    private final Map<UpstreamTlsConfig, TransportPools> transports = new HashMap<>();

    /** Creates pools without a connection, on the loops of that transport. */
    public UpstreamPools(Wire wire, TlsFiles tlsFiles, Metrics metrics) {
        this.wire = wire;
        this.tlsFiles = tlsFiles;
        this.loops = wire.loops().stream().map(loop -> new LoopResources(loop, wire.buffers(loop))).toList();
        this.manager = new SelectorConnections(wire, new UpstreamMeters(metrics, this::counts));
    }

    /**
     * Returns the filter that makes the attempts on a service.
     *
     * @param timeouts the route's, which may override the service's
     * @throws TlsFileException when a certificate or key file of the service cannot be used
     */
    public AttemptFilter attemptFilter(ServiceConfig service, TimeoutsConfig timeouts) throws TlsFileException {
        if (service.protocol() != ServiceConfig.Protocol.HTTP1) {
            throw new IllegalArgumentException("protocol: " + service.protocol() + " (expected: HTTP1)");
        }
        return new AttemptFilter(transport(service.tls()),
                AttemptTarget.compile(manager, timeouts, service.connections(), service.rewriteHost()));
    }

    /** Returns the way to ask an instance how it is, over connections of its own. */
    public HealthProbe healthProbe() {
        return new HttpHealthProbe(wire, loops, service -> transport(service.tls()));
    }

    /** Closes the connections to an instance that nothing references any more; those in use when their exchange is over. */
    public void retire(Instance instance) {
        for (TransportPools transport : transports()) {
            transport.retire(instance);
        }
    }

    /** Returns how the connections to all instances are used now. */
    public PoolCounts counts() {
        PoolCounts sum = PoolCounts.NONE;
        for (TransportPools transport : transports()) {
            sum = sum.plus(transport.counts());
        }
        return sum;
    }

    /** Returns how the connections to that instance are used now. */
    public PoolCounts counts(Instance instance) {
        return transports().stream().map(transport -> transport.counts(instance)).reduce(PoolCounts.NONE, PoolCounts::plus);
    }

    /** Returns the sockets to backends that are open or being opened, probes and those of retired instances included. */
    public int connections() {
        return loops.stream().mapToInt(LoopResources::connections).sum();
    }

    /** Closes every connection, those in use too, and fails whoever waits for one. */
    @Override
    public void close() {
        for (TransportPools transport : transports()) {
            transport.close();
            ClientTls tls = transport.tls();
            if (tls != null) {
                tls.close();
            }
        }
    }

    private List<TransportPools> transports() {
        synchronized (transports) {
            return List.copyOf(transports.values());
        }
    }

    private TransportPools transport(UpstreamTlsConfig config) throws TlsFileException {
        UpstreamTlsConfig key = config.enabled() ? config : UpstreamTlsConfig.OFF;
        synchronized (transports) {
            TransportPools pools = transports.get(key);
            if (pools == null) {
                pools = new TransportPools(key.enabled() ? tls(key) : null, manager, loops);
                transports.put(key, pools);
            }
            return pools;
        }
    }

    private ClientTls tls(UpstreamTlsConfig config) throws TlsFileException {
        CertificateFiles certificate = config.clientCertFile() == null || config.clientKeyFile() == null
                ? null
                : new CertificateFiles(config.clientCertFile(), config.clientKeyFile());
        return tlsFiles.client(new ClientTls.Spec(config.serverName(), config.caFile(), certificate));
    }
}
