package io.gridgate.route;

import io.gridgate.base.Template;
import io.gridgate.config.route.RouteConfig;
import io.gridgate.config.route.RouteTarget;
import io.gridgate.exchange.Chain;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Filter;
import io.gridgate.exchange.Response;
import io.gridgate.exchange.Stage;
import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The filter that sends a client elsewhere; the query goes along unless the template has one.
 *
 * <p>Thread-safety: immutable.
 */
public final class RedirectFilter implements Filter {

    private final int status;
    private final Template to;
    private final boolean keepsQuery;
    private final PathVariables variables;

    private RedirectFilter(RouteTarget.Redirect redirect, PathVariables variables) {
        this.status = redirect.status();
        this.to = redirect.to();
        this.keepsQuery = to.toString().indexOf('?') < 0;
        this.variables = variables;
    }

    /** Returns the filter of that route's redirect. */
    public static RedirectFilter of(RouteConfig route, RouteTarget.Redirect redirect) {
        return new RedirectFilter(redirect, PathVariables.of(route));
    }

    @Override
    public Stage stage() {
        return Stage.DISPATCH;
    }

    @Override
    public CompletionStage<Response> apply(Exchange exchange, Chain next) {
        String location = variables.render(to, exchange);
        String query = exchange.request().target().query();
        Headers headers = Headers.of(HeaderNames.LOCATION, keepsQuery ? Queries.append(location, query) : location);
        return CompletableFuture.completedFuture(Response.of(status, headers));
    }

    @Override
    public String toString() {
        return "RedirectFilter(" + status + " " + to + ")";
    }
}
