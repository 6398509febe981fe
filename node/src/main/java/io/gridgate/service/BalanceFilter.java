package io.gridgate.service;

import io.gridgate.exchange.Attempt;
import io.gridgate.exchange.Chain;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Filter;
import io.gridgate.exchange.Response;
import io.gridgate.exchange.Stage;
import io.gridgate.service.instance.Instance;
import java.util.concurrent.CompletionStage;

/**
 * Picks the instance of one attempt and watches what becomes of it: the exchanges under way, the latency, the failures in a
 * row.
 *
 * <p>Thread-safety: immutable; the state is the instance's.
 */
public final class BalanceFilter implements Filter {

    private final Service service;

    /** Creates the filter of the routes that forward to the service. */
    public BalanceFilter(Service service) {
        this.service = service;
    }

    @Override
    public Stage stage() {
        return Stage.BALANCE;
    }

    /** Fails with {@code NO_INSTANCES} when the service has no instance at all; otherwise as the attempt does. */
    @Override
    public CompletionStage<Response> apply(Exchange exchange, Chain next) {
        Instance instance = service.pick(exchange);
        Attempt attempt = new Attempt(instance, service.ticker().nanos());
        exchange.begin(attempt);
        InstanceUse use = new InstanceUse(service, instance, attempt);
        use.begin();
        var _ = next.proceed(exchange).handle(use);
        return use.answer();
    }

    @Override
    public String toString() {
        return "BalanceFilter(" + service.name() + ")";
    }
}
