package io.gridgate.node;

import io.gridgate.base.Ticker;
import io.gridgate.cache.Purger;
import io.gridgate.cache.ResponseCache;
import io.gridgate.config.node.NodeDocument;
import io.gridgate.discovery.Discovery;
import io.gridgate.discovery.DiscoveryPorts;
import io.gridgate.discovery.LookupThreads;
import io.gridgate.discovery.Sharing;
import io.gridgate.event.EventLog;
import io.gridgate.gateway.Gateway;
import io.gridgate.gateway.GatewayCompiler;
import io.gridgate.observe.AccessLog;
import io.gridgate.observe.DropwizardMetrics;
import io.gridgate.ratelimit.RateLimiter;
import io.gridgate.ratelimit.concurrency.ConcurrencyLimiter;
import io.gridgate.ratelimit.usage.UsageBoard;
import io.gridgate.ratelimit.usage.UsageSource;
import io.gridgate.service.ServicePorts;
import io.gridgate.service.ServiceRegistry;
import io.gridgate.service.instance.BackgroundScheduler;
import io.gridgate.service.instance.InstanceStore;
import io.gridgate.service.instance.NameResolver;
import io.gridgate.service.peer.Peers;
import io.gridgate.upstream.UpstreamPools;
import io.gridgate.wire.TlsFiles;
import io.gridgate.wire.Wire;
import io.gridgate.wire.WireOptions;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Everything that exchanges pass through, but for the ports that they come in by.
 *
 * <p>Thread-safety: immutable; each part says its own. Built and closed by one thread.
 *
 * @param askers the parts that ask the grid, to be closed before the node leaves it
 */
record Traffic(DropwizardMetrics metrics, EventLog events, Wire wire, TlsFiles tlsFiles, AccessLog accessLog, UpstreamPools upstream,
        DiscoveryPorts discoveryPorts, ServiceRegistry services,
        UsageBoard limits, GatewayCompiler compiler, Gateway gateway, Purger purger, Closing askers,
        Closing closing) implements AutoCloseable {

    /** The part of the heap that stored answers have if the document does not say. */
    private static final int CACHE_PART = 4;

    /**
     * Builds the parts in the order in which they need one another; on a failure those that are built are closed again.
     *
     * @param disk remembers instances beside the grid
     */
    static Traffic start(NodeDocument node, LateGrid grid, InstanceStore disk, DropwizardMetrics metrics) throws IOException {
        Closing closing = new Closing();
        try {
            return build(node, grid, disk, metrics, closing);
        } catch (IOException | RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    private static Traffic build(NodeDocument node, LateGrid grid, InstanceStore disk, DropwizardMetrics metrics, Closing closing)
            throws IOException {
        EventLog events = closing.add("events",
                EventLog.start(node.node().name(), grid.events(), metrics, Ticker.system(), InstantSource.system()));
        AccessLog accessLog = closing.add("access log", AccessLog.of(node.log(), node.node().dataDir(), metrics));
        Wire wire = closing.add("wire",
                Wire.start(node.workers().isPresent() ? WireOptions.of(node.workers().getAsInt()) : WireOptions.auto(), metrics));
        TlsFiles tlsFiles = closing.add("certificates", TlsFiles.start());
        UpstreamPools upstream = closing.add("upstream", new UpstreamPools(wire, tlsFiles, metrics));
        Closing askers = closing.add("what asks the grid", new Closing());
        LookupThreads lookups = askers.add("lookups", new LookupThreads());
        BackgroundScheduler scheduler = askers.add("scheduler", new BackgroundScheduler("gridgate-background"));
        Peers peers = grid.peers().peers();
        DiscoveryPorts discoveryPorts = new DiscoveryPorts(InstanceStore.layered(List.of(grid.instances(), disk)), NameResolver.system(),
                lookups, scheduler, InstantSource.system());
        Discovery discovery = askers.add("discovery", Discovery.of(node.consul(), discoveryPorts,
                new Sharing(grid.instances(), peers.roster(), metrics)));
        ServiceRegistry services = askers.add("services", new ServiceRegistry(new ServicePorts(discovery, NameResolver.system(), lookups,
                upstream.healthProbe(), grid.breakers(), peers, scheduler, Ticker.system(), InstantSource.system(),
                metrics, events)));
        services.onRetired(upstream::retire);
        RateLimiter limits = askers.add("rate limits",
                RateLimiter.of(grid.counters(), metrics, Ticker.system(), InstantSource.system(), events));
        ConcurrencyLimiter concurrency = askers.add("concurrency limits",
                ConcurrencyLimiter.of(grid.permits(), metrics, Ticker.system(), events));
        ResponseCache cache = ResponseCache.of(cacheOctets(node), grid.cache(), metrics, Ticker.system(), InstantSource.system());
        GatewayCompiler compiler = new GatewayCompiler(
                new GatewayCompiler.Ports(services, upstream::attemptFilter, limits, concurrency, cache, metrics, accessLog,
                        Ticker.system(), node.limits().bodyBytes()));
        Purger purger = askers.add("purges", Purger.follow(cache, grid.purges(), events));
        ExecutorService background = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("gridgate-retire-", 0).factory());
        askers.add("retiring revisions", background);
        Gateway gateway = askers.add("gateway", new Gateway(wire.loops(), compiler.empty(), metrics, background));
        return new Traffic(metrics, events, wire, tlsFiles, accessLog, upstream, discoveryPorts, services,
                UsageBoard.of(UsageSource.of(limits, concurrency), grid.usage()), compiler, gateway, purger, askers, closing);
    }

    /** Returns the octets of memory for stored answers. */
    static long cacheOctets(NodeDocument node) {
        return node.memory().cacheBytes().orElse(Runtime.getRuntime().maxMemory() / CACHE_PART);
    }

    /** Ends what asks the grid, when no exchange is under way any more. */
    void leaveGrid() {
        askers.close();
    }

    @Override
    public void close() {
        closing.close();
    }
}
