package io.gridgate.gateway;

import io.gridgate.exchange.Chain;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Filter;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.Response;
import io.gridgate.exchange.Stage;
import io.gridgate.http.HeaderNames;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The filter that refuses WebSocket on a route that does not ask for it; other upgrades are dropped with the hop-by-hop fields
 * (RFC 9110 7.8).
 *
 * <p>Thread-safety: stateless.
 */
final class UpgradeFilter implements Filter {

    @Override
    public Stage stage() {
        return Stage.GUARD;
    }

    @Override
    public CompletionStage<Response> apply(Exchange exchange, Chain next) {
        if (exchange.request().headers().hasToken(HeaderNames.UPGRADE, "websocket")) {
            return CompletableFuture.failedFuture(GatewayException.of(ErrorCode.BAD_REQUEST, "this route does not take WebSocket"));
        }
        return next.proceed(exchange);
    }

    @Override
    public String toString() {
        return "UpgradeFilter";
    }
}
