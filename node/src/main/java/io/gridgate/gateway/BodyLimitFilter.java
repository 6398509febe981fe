package io.gridgate.gateway;

import io.gridgate.base.ByteSize;
import io.gridgate.exchange.Body;
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
 * The filter that refuses a request body above the route's bound: at once when its length is stated, else when it gets there.
 *
 * <p>Thread-safety: immutable.
 */
final class BodyLimitFilter implements Filter {

    private final long octetsMax;

    BodyLimitFilter(long octetsMax) {
        this.octetsMax = octetsMax;
    }

    @Override
    public Stage stage() {
        return Stage.GUARD;
    }

    @Override
    public CompletionStage<Response> apply(Exchange exchange, Chain next) {
        if (!exchange.request().hasBody()) {
            return next.proceed(exchange);
        }
        Body body = exchange.forwardBody();
        if (body.length() > octetsMax) {
            return CompletableFuture.failedFuture(GatewayException.of(ErrorCode.BODY_TOO_LARGE));
        }
        if (body.length() >= 0) {
            return next.proceed(exchange);
        }
        LimitedBody limited = new LimitedBody(body, octetsMax);
        exchange.forwardBody(limited);
        return next.proceed(exchange).exceptionallyCompose(failure -> CompletableFuture
                .failedFuture(limited.isExceeded() ? GatewayException.of(ErrorCode.BODY_TOO_LARGE) : failure));
    }

    @Override
    public String toString() {
        return "BodyLimitFilter(" + ByteSize.format(octetsMax) + ")";
    }
}
