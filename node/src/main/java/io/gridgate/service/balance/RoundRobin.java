package io.gridgate.service.balance;

import io.gridgate.exchange.Exchange;
import io.gridgate.service.instance.Instance;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Each instance in turn. What falls to one that may not be chosen is dealt out evenly among the others and not left to its
 * neighbour.
 *
 * <p>Thread-safety: one atomic position.
 */
final class RoundRobin implements Choice {

    private final Instance[] instances;
    private final AtomicInteger position = new AtomicInteger(ThreadLocalRandom.current().nextInt(1 << 16));

    RoundRobin(Instance[] instances) {
        this.instances = instances;
    }

    @Override
    public @Nullable Instance pick(Exchange exchange, Candidates candidates) {
        int turn = candidates.turn(position, exchange);
        Instance next = instances[turn % instances.length];
        return candidates.accept(next, exchange) ? next : dealOut(turn / instances.length, exchange, candidates);
    }

    private @Nullable Instance dealOut(int round, Exchange exchange, Candidates candidates) {
        int count = 0;
        for (Instance instance : instances) {
            if (candidates.accept(instance, exchange)) {
                count++;
            }
        }
        int skip = count == 0 ? 0 : round % count;
        Instance last = null;
        for (Instance instance : instances) {
            if (candidates.accept(instance, exchange)) {
                last = instance;
                if (skip-- == 0) {
                    return instance;
                }
            }
        }
        return last;
    }
}
