package io.gridgate.route;

import io.gridgate.base.Template;
import io.gridgate.config.route.RouteConfig;
import io.gridgate.exchange.Chain;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Filter;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.Response;
import io.gridgate.exchange.Stage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The filter that gives the service the path of the route's {@code rewrite}; the query stays.
 *
 * <p>Thread-safety: immutable.
 */
public final class RewriteFilter implements Filter {

    private final Template template;
    private final PathVariables variables;

    private RewriteFilter(Template template, PathVariables variables) {
        this.template = template;
        this.variables = variables;
    }

    /** Returns the filter of that route's template. */
    public static RewriteFilter of(RouteConfig route, Template template) {
        return new RewriteFilter(template, PathVariables.of(route));
    }

    @Override
    public Stage stage() {
        return Stage.TRANSFORM;
    }

    @Override
    public CompletionStage<Response> apply(Exchange exchange, Chain next) {
        String rewritten = variables.render(template, exchange);
        if (hasDotSegment(rewritten)) {
            return CompletableFuture
                    .failedFuture(GatewayException.of(ErrorCode.BAD_REQUEST, "a value in the path must not be a dot segment"));
        }
        exchange.forwardTarget(Queries.append(rewritten, exchange.request().target().query()));
        return next.proceed(exchange);
    }

    /** A value such as {@code ..} of a query parameter would climb in the path of the service. */
    private static boolean hasDotSegment(String path) {
        int dot = path.indexOf("/.");
        for (; dot >= 0; dot = path.indexOf("/.", dot + 1)) {
            int from = dot + 1;
            int to = from;
            while (to < path.length() && path.charAt(to) == '.') {
                to++;
            }
            boolean ends = to == path.length() || path.charAt(to) == '/' || path.charAt(to) == '?';
            if (ends && to - from <= 2) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return "RewriteFilter(" + template + ")";
    }
}
