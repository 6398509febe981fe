package io.gridgate.service.balance;

import io.gridgate.config.service.LoadBalancerConfig;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.GatewayException;
import io.gridgate.service.instance.Instance;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The instance set of a service at one moment, ready to be chosen from.
 *
 * <p>Unhealthy, ejected and unresolved instances are left out, and so are those that the exchange has tried, as long as there
 * is another one. When none is available all are used: health alone never refuses a request. A group of higher priority
 * number is used only while the groups before it have nothing available.
 *
 * <p>Thread-safety: immutable but for the positions of its choices, which are atomic.
 */
public final class Balancer {

    private static final Candidates[] IN_TURN = Candidates.values();

    private final List<Instance> instances;
    private final Choice[] groups;

    private Balancer(List<Instance> instances, Choice[] groups) {
        this.instances = instances;
        this.groups = groups;
    }

    /** Returns the balancer of these instances with the weights and priorities that they have now. */
    public static Balancer compile(LoadBalancerConfig config, List<Instance> instances) {
        TreeMap<Integer, List<Instance>> byPriority = instances.stream()
                .collect(Collectors.groupingBy(instance -> instance.known().priority(), TreeMap::new, Collectors.toList()));
        Choice[] groups = byPriority.values().stream().map(group -> choice(config, group.toArray(Instance[]::new))).toArray(Choice[]::new);
        return new Balancer(List.copyOf(instances), groups);
    }

    private static Choice choice(LoadBalancerConfig config, Instance[] group) {
        return switch (config.type()) {
            case ROUND_ROBIN -> new RoundRobin(group);
            case WEIGHTED -> SmoothWeighted.compile(group);
            case LEAST_REQUEST -> new TwoChoices(group, TwoChoices.LEAST_REQUEST);
            case PEAK_EWMA -> new TwoChoices(group, TwoChoices.PEAK_EWMA);
            case CONSISTENT_HASH -> HashRing.compile(group, Objects.requireNonNull(config.key(), "key"));
        };
    }

    /** Returns the instances, those that are not available too. */
    public List<Instance> instances() {
        return instances;
    }

    /**
     * Returns the instance for the next attempt of the exchange.
     *
     * @throws GatewayException with {@code NO_INSTANCES} when the service has none at all
     */
    public Instance pick(Exchange exchange) {
        for (Candidates candidates : IN_TURN) {
            for (Choice group : groups) {
                Instance picked = group.pick(exchange, candidates);
                if (picked != null) {
                    return picked;
                }
            }
        }
        throw GatewayException.of(ErrorCode.NO_INSTANCES);
    }

    /** Returns whether the next attempt of the exchange would go to an instance that it has not tried. */
    public boolean hasUntried(Exchange exchange) {
        if (has(Candidates.UNTRIED_AVAILABLE, exchange)) {
            return true;
        }
        return !has(Candidates.AVAILABLE, exchange) && has(Candidates.UNTRIED, exchange);
    }

    private boolean has(Candidates candidates, Exchange exchange) {
        for (int i = 0; i < instances.size(); i++) {
            if (candidates.accept(instances.get(i), exchange)) {
                return true;
            }
        }
        return false;
    }
}
