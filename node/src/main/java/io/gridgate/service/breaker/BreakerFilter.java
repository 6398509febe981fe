package io.gridgate.service.breaker;

import io.gridgate.exchange.Chain;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Filter;
import io.gridgate.exchange.Response;
import io.gridgate.exchange.Stage;
import java.util.concurrent.CompletionStage;

/**
 * Refuses what the service's breaker does not let through, and lets the breaker judge the outcome of what it does.
 *
 * <p>Thread-safety: immutable; the state is the breaker's.
 */
public final class BreakerFilter implements Filter {

    private final Breaker breaker;

    /** Creates the filter of the routes to the breaker's service. */
    public BreakerFilter(Breaker breaker) {
        this.breaker = breaker;
    }

    @Override
    public Stage stage() {
        return Stage.BREAKER;
    }

    /** Fails with {@code CIRCUIT_OPEN} when the breaker does not let the request through; otherwise as the rest of the chain does. */
    @Override
    public CompletionStage<Response> apply(Exchange exchange, Chain next) {
        return breaker.position().admit(exchange, next);
    }

    @Override
    public String toString() {
        return "BreakerFilter(" + breaker.service() + ")";
    }
}
