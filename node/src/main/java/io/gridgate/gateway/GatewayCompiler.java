package io.gridgate.gateway;

import io.gridgate.base.Metrics;
import io.gridgate.base.Ticker;
import io.gridgate.cache.ResponseCache;
import io.gridgate.config.Checked;
import io.gridgate.config.GatewayReader;
import io.gridgate.config.gateway.GatewayDocument;
import io.gridgate.config.source.GatewaySource;
import io.gridgate.config.source.Problem;
import io.gridgate.config.source.ReferenceResolver;
import io.gridgate.exchange.Chain;
import io.gridgate.observe.AccessLog;
import io.gridgate.observe.ObserveFilter;
import io.gridgate.observe.RequestMeters;
import io.gridgate.ratelimit.RateLimiter;
import io.gridgate.ratelimit.concurrency.ConcurrencyLimiter;
import io.gridgate.route.Route;
import io.gridgate.route.RouteTable;
import io.gridgate.service.ServiceLease;
import io.gridgate.service.ServiceRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes documents ready to serve on this node.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class GatewayCompiler {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayCompiler.class);
    private static final Duration INSTANCES_WITHIN = Duration.ofSeconds(2);

    /**
     * What a compiled document uses of the node.
     *
     * @param bodyBytesMax the bound of request bodies on routes that state none
     * @param ticker the clock of exchanges ({@link io.gridgate.exchange.Exchange#startNanos})
     */
    public record Ports(ServiceRegistry services, AttemptFilters attempts, RateLimiter limits, ConcurrencyLimiter concurrency,
            ResponseCache cache, Metrics metrics, AccessLog log, Ticker ticker, long bodyBytesMax) {}

    private final Ports ports;
    private final Metrics.Timing compiling;

    /** Creates the compiler of a node. */
    public GatewayCompiler(Ports ports) {
        this.ports = ports;
        this.compiling = ports.metrics().timing("revision.compile", Map.of());
    }

    /** Returns the gateway that takes no request, for a node that has no document yet. */
    public CompiledGateway empty() {
        GatewayDocument nothing = GatewayDocument.of(Map.of(), List.of());
        return assembled(nothing, ports.services().acquire(Map.of()), new ServiceProblems());
    }

    /**
     * Returns the gateway of these texts, or every problem: of reading, of checks, and of what only this node can try, such as
     * certificate files. Blocks on files, and up to
     * two seconds for the first instances of newly discovered services.
     */
    public Compilation compile(GatewaySource source, ReferenceResolver resolver) {
        long began = ports.ticker().nanos();
        Checked<GatewayDocument> checked = GatewayReader.read(source, resolver);
        return switch (checked) {
            case Checked.Refused<GatewayDocument> refused -> new Compilation.Refused(refused.problems());
            case Checked.Accepted<GatewayDocument> accepted -> compile(source, accepted, began);
        };
    }

    private Compilation compile(GatewaySource source, Checked.Accepted<GatewayDocument> accepted, long began) {
        GatewayDocument document = accepted.document();
        ServiceProblems found = new ServiceProblems();
        ServiceLease lease = ports.services().acquire(document.servicesAsCalled());
        CompiledGateway gateway = assembled(document, lease, found);
        List<Problem> problems = new ArrayList<>(accepted.problems());
        problems.addAll(found.located(source));
        if (problems.stream().anyMatch(Problem::isError)) {
            gateway.close();
            return new Compilation.Refused(Problem.sorted(problems));
        }
        compiling.record(ports.ticker().nanos() - began);
        awaitInstances(lease);
        return new Compilation.Ready(gateway, Problem.sorted(problems));
    }

    /** So that the first request finds the instances that were there before it; a source that is down is not waited for longer. */
    private static void awaitInstances(ServiceLease lease) {
        try {
            lease.ready().get(INSTANCES_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.atWarn().log("not every source of instances has answered yet");
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for instances failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private CompiledGateway assembled(GatewayDocument document, ServiceLease lease, ServiceProblems problems) {
        RequestMeters meters = RequestMeters.of(ports.metrics(), document.services().keySet());
        RouteTable table = RouteTable.compile(document.routes(), document.versioning());
        RouteLimits limits = RouteLimits.acquire(document, ports);
        ChainCompiler compiler = new ChainCompiler(document, lease, limits, ports, meters, problems);
        List<Chain> chains = new ArrayList<>(table.size());
        for (Route route : table.routes()) {
            chains.add(compiler.chain(route.config()));
        }
        compiler.checkServices();
        ObserveFilter unrouted = ObserveFilter.ofNoRoute(meters, ports.log(), ports.ticker());
        return new CompiledGateway(document.deployment().healthPath(), table, chains, unrouted, lease, limits);
    }
}
