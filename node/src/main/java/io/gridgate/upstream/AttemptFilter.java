package io.gridgate.upstream;

import io.gridgate.exchange.Attempt;
import io.gridgate.exchange.Chain;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Filter;
import io.gridgate.exchange.Response;
import io.gridgate.exchange.Stage;
import io.gridgate.service.instance.Instance;
import io.gridgate.upstream.pool.TransportPools;
import java.util.concurrent.CompletionStage;

/**
 * The last step of a forwarded exchange: one attempt on the instance that the balance stage picked. Its answer completes at
 * the head; before that it fails with an {@link io.gridgate.exchange.AttemptException}.
 *
 * <p>Thread-safety: immutable; the pools behind it outlive the revision.
 */
public final class AttemptFilter implements Filter {

    private final TransportPools pools;
    private final AttemptTarget target;

    AttemptFilter(TransportPools pools, AttemptTarget target) {
        this.pools = pools;
        this.target = target;
    }

    @Override
    public Stage stage() {
        return Stage.ATTEMPT;
    }

    @Override
    public CompletionStage<Response> apply(Exchange exchange, Chain next) {
        Attempt attempt = exchange.lastAttempt();
        if (attempt == null || !(attempt.destination() instanceof Instance instance)) {
            throw new IllegalStateException("attempt: none on an instance (expected: one that the balance stage began)");
        }
        return new AttemptCall(exchange, target, pools.of(instance), attempt).start();
    }

    @Override
    public String toString() {
        return "AttemptFilter";
    }
}
