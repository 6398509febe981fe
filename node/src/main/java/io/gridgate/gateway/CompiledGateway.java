package io.gridgate.gateway;

import io.gridgate.exchange.Chain;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.Response;
import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import io.gridgate.observe.ObserveFilter;
import io.gridgate.route.Route;
import io.gridgate.route.RouteDecision;
import io.gridgate.route.RouteTable;
import io.gridgate.service.ServiceLease;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A document ready to serve: its route table and a chain for each route. Services, pools and meters are referenced and outlive
 * it.
 *
 * <p>Thread-safety: immutable, but for {@link #close}, which is called once, when no exchange uses it.
 */
public final class CompiledGateway implements AutoCloseable {

    private final String healthPath;
    private final RouteTable table;
    /** Index: {@link Route#index}. */
    private final Chain[] chains;
    private final ObserveFilter unrouted;
    private final Chain notFound;
    private final ServiceLease services;
    private final RouteLimits limits;

    CompiledGateway(String healthPath, RouteTable table, List<Chain> chains, ObserveFilter unrouted, ServiceLease services,
            RouteLimits limits) {
        this.healthPath = healthPath;
        this.table = table;
        this.chains = chains.toArray(Chain[]::new);
        this.unrouted = unrouted;
        this.notFound = refusing(GatewayException.of(ErrorCode.NO_ROUTE));
        this.services = services;
        this.limits = limits;
    }

    /** Returns the path of the proxy listener's health answers. */
    public String healthPath() {
        return healthPath;
    }

    /** Returns the routes in the order of the document. */
    public List<Route> routes() {
        return table.routes();
    }

    /** Returns the chain of that route, for dumps and tests. */
    public Chain chain(Route route) {
        return chains[route.index()];
    }

    /** Completes when the instances of all services were heard of once; see {@link ServiceLease#ready}. */
    public CompletableFuture<Void> ready() {
        return services.ready();
    }

    CompletionStage<Response> handle(Exchange exchange) {
        return switch (table.match(exchange.request())) {
            case RouteDecision.Found found -> {
                exchange.route(found.match());
                yield chains[found.route().index()].proceed(exchange);
            }
            case RouteDecision.NotFound _ -> notFound.proceed(exchange);
            case RouteDecision.MethodNotAllowed(String allow) -> refuse(exchange, GatewayException.of(ErrorCode.METHOD_NOT_ALLOWED)
                    .with(Map.of("allow", List.of(allow.split(", "))), Headers.of(HeaderNames.ALLOW, allow)));
            case RouteDecision.Ambiguous _ -> refuse(exchange,
                    GatewayException.of(ErrorCode.BAD_REQUEST, "an encoded slash in the path leads to another route"));
        };
    }

    /** Answers with that refusal, counted and logged like any answer. */
    CompletionStage<Response> refuse(Exchange exchange, GatewayException refusal) {
        return refusing(refusal).proceed(exchange);
    }

    private Chain refusing(GatewayException refusal) {
        return Chain.of(List.of(unrouted, new RefuseFilter(refusal)));
    }

    /** It is served from now on; see {@link ServiceLease#lead}. */
    void activate() {
        services.lead();
        limits.lead();
    }

    /** Gives back what it holds of services and limits; once, when its last exchange has ended. */
    @Override
    public void close() {
        services.close();
        limits.close();
    }
}
