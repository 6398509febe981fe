package io.gridgate.gateway;

import io.gridgate.exchange.Chain;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Filter;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.Response;
import io.gridgate.exchange.Stage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The end of a chain that leads to no service: always the same refusal.
 *
 * <p>Thread-safety: immutable.
 */
record RefuseFilter(GatewayException refusal) implements Filter {

    @Override
    public Stage stage() {
        return Stage.DISPATCH;
    }

    @Override
    public CompletionStage<Response> apply(Exchange exchange, Chain next) {
        return CompletableFuture.failedFuture(refusal);
    }

    @Override
    public String toString() {
        return "RefuseFilter(" + refusal.code() + ")";
    }
}
