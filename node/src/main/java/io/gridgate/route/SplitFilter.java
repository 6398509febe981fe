package io.gridgate.route;

import io.gridgate.base.Template;
import io.gridgate.config.route.RouteTarget;
import io.gridgate.exchange.Chain;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Filter;
import io.gridgate.exchange.Response;
import io.gridgate.exchange.Stage;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The filter that goes on with the chain of one of several services, by weight: at random, or by a key that always leads to the
 * same one on every node. A request whose key is empty is chosen for at random.
 *
 * <p>Thread-safety: immutable.
 */
public final class SplitFilter implements Filter {

    private final @Nullable Template key;
    private final WeightedChoice choice;
    private final List<Chain> chains;
    private final List<RouteTarget.WeightedService> services;

    private SplitFilter(RouteTarget.Split split, WeightedChoice choice, List<Chain> chains) {
        this.key = split.key();
        this.services = split.services();
        this.choice = choice;
        this.chains = List.copyOf(chains);
    }

    /** Returns the filter of the split of that route; {@code chains} are the rests behind its services, in their order. */
    public static SplitFilter of(String routeId, RouteTarget.Split split, List<Chain> chains) {
        if (chains.size() != split.services().size()) {
            throw new IllegalArgumentException("chains: " + chains.size() + " (expected: " + split.services().size() + ")");
        }
        List<Integer> weights = split.services().stream().map(RouteTarget.WeightedService::weight).toList();
        return new SplitFilter(split, WeightedChoice.of(routeId, weights), chains);
    }

    @Override
    public Stage stage() {
        return Stage.DISPATCH;
    }

    @Override
    public CompletionStage<Response> apply(Exchange exchange, Chain next) {
        return chains.get(choose(exchange)).proceed(exchange);
    }

    private int choose(Exchange exchange) {
        String value = key == null ? "" : key.render(exchange.variables());
        return value.isEmpty() ? choice.at(ThreadLocalRandom.current().nextLong(choice.total())) : choice.of(value);
    }

    /** Returns the chains behind the services with their weights, for dumps. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder("SplitFilter(");
        for (int i = 0; i < chains.size(); i++) {
            out.append(i == 0 ? "" : " | ").append(services.get(i).service()).append(' ').append(services.get(i).weight()).append(": ")
                    .append(chains.get(i));
        }
        return out.append(')').toString();
    }
}
