package io.gridgate.gateway;

import io.gridgate.base.Template;
import io.gridgate.config.gateway.CachePolicyConfig;
import io.gridgate.config.gateway.GatewayDocument;
import io.gridgate.config.route.RouteConfig;
import io.gridgate.config.route.RouteTarget;
import io.gridgate.config.route.VersioningConfig;
import io.gridgate.config.service.RetriesConfig;
import io.gridgate.config.service.TimeoutsConfig;
import io.gridgate.exchange.Chain;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.Filter;
import io.gridgate.exchange.GatewayException;
import io.gridgate.observe.ObserveFilter;
import io.gridgate.observe.RequestMeters;
import io.gridgate.route.RedirectFilter;
import io.gridgate.route.RespondFilter;
import io.gridgate.route.RewriteFilter;
import io.gridgate.route.SplitFilter;
import io.gridgate.route.StripPrefixFilter;
import io.gridgate.service.BalanceFilter;
import io.gridgate.service.RetryFilter;
import io.gridgate.service.Service;
import io.gridgate.service.ServiceLease;
import io.gridgate.service.breaker.Breaker;
import io.gridgate.service.breaker.BreakerFilter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the chain of each route of one document; what a route does not use is not in its chain.
 *
 * <p>Thread-safety: confined to one compilation.
 */
final class ChainCompiler {

    /** Routes that say the same of one service share its filters. */
    private record ServiceUse(String service, TimeoutsConfig.Overrides timeouts, RetriesConfig.Overrides retries) {}

    private final GatewayDocument document;
    private final ServiceLease lease;
    private final RouteLimits limits;
    private final GatewayCompiler.Ports ports;
    private final RequestMeters meters;
    private final ServiceProblems problems;
    private final Map<ServiceUse, List<Filter>> serviceFilters = new HashMap<>();
    private final UpgradeFilter upgrade = new UpgradeFilter();

    ChainCompiler(GatewayDocument document, ServiceLease lease, RouteLimits limits, GatewayCompiler.Ports ports, RequestMeters meters,
            ServiceProblems problems) {
        this.document = document;
        this.lease = lease;
        this.limits = limits;
        this.ports = ports;
        this.meters = meters;
        this.problems = problems;
    }

    Chain chain(RouteConfig route) {
        List<Filter> filters = new ArrayList<>(8);
        String service = route.target() instanceof RouteTarget.ToService(String name) ? name : null;
        filters.add(ObserveFilter.of(meters, route.id(), service, ports.log(), ports.ticker()));
        if (!route.policies().websocket()) {
            filters.add(upgrade);
        }
        filters.add(new BodyLimitFilter(route.bodyBytesMax().orElse(ports.bodyBytesMax())));
        filters.addAll(limits.filters(route));
        addCache(route, filters);
        addPath(route, filters);
        addTarget(route, filters);
        return Chain.of(filters);
    }

    /** Tries the services that no route names too: their instances may be probed. */
    void checkServices() {
        for (Service service : lease.services().values()) {
            filters(service, new ServiceUse(service.name(), TimeoutsConfig.Overrides.NONE, RetriesConfig.Overrides.NONE));
        }
    }

    private void addCache(RouteConfig route, List<Filter> filters) {
        String name = route.policies().cache();
        CachePolicyConfig policy = name == null ? null : document.caching().get(name);
        if (policy != null) {
            // Routes to one target share what is stored, so that a PUT on one of them makes it invalid for a GET on another.
            String space = name + '\n' + route.target() + '\n' + route.rewrite() + '\n' + route.stripPrefix();
            filters.add(ports.cache().filter(route.id(), space, policy));
        }
    }

    private void addPath(RouteConfig route, List<Filter> filters) {
        Template rewrite = route.rewrite();
        String stripPrefix = route.stripPrefix();
        if (rewrite != null) {
            filters.add(RewriteFilter.of(route, rewrite));
        } else if (stripPrefix != null) {
            boolean inPath = document.versioning().by() == VersioningConfig.By.PATH;
            @Nullable
            String version = inPath ? route.match().version() : null;
            filters.add(StripPrefixFilter.of(stripPrefix, version));
        }
    }

    private void addTarget(RouteConfig route, List<Filter> filters) {
        switch (route.target()) {
            case RouteTarget.ToService(String service) -> filters.addAll(serviceFilters(route, service));
            case RouteTarget.Split split -> filters.add(SplitFilter.of(route.id(), split,
                    split.services().stream().map(part -> Chain.of(serviceFilters(route, part.service()))).toList()));
            case RouteTarget.Redirect redirect -> filters.add(RedirectFilter.of(route, redirect));
            case RouteTarget.Respond respond -> filters.add(RespondFilter.of(respond));
        }
    }

    private List<Filter> serviceFilters(RouteConfig route, String name) {
        Service service = lease.services().get(name);
        if (service == null) {
            return List.of(new RefuseFilter(GatewayException.of(ErrorCode.NO_INSTANCES)));
        }
        return serviceFilters.computeIfAbsent(new ServiceUse(name, route.timeouts(), route.retries()), use -> filters(service, use));
    }

    private List<Filter> filters(Service service, ServiceUse use) {
        TimeoutsConfig timeouts = use.timeouts.over(service.config().timeouts());
        RetriesConfig retries = use.retries.over(service.config().retries());
        try {
            Filter attempt = ports.attempts().attemptFilter(service.config(), timeouts);
            List<Filter> filters = new ArrayList<>(4);
            Breaker breaker = service.breaker();
            if (breaker != null) {
                filters.add(new BreakerFilter(breaker));
            }
            filters.addAll(List.of(RetryFilter.of(service, retries, timeouts), new BalanceFilter(service), attempt));
            return List.copyOf(filters);
        } catch (IOException e) {
            problems.addTls(service.name(), String.valueOf(e.getMessage()));
            return List.of(new RefuseFilter(GatewayException.of(ErrorCode.NO_INSTANCES)));
        }
    }
}
