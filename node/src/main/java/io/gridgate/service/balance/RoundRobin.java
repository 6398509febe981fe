package io.gridgate.service.balance;

import io.gridgate.exchange.Exchange;
import io.gridgate.service.instance.Instance;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Each instance in turn. What falls to one that may not be chosen is dealt out evenly among the others and not left to its
 * neighbour; the same with the turns that one leaves out while it starts slowly.
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
        if (!candidates.accept(next, exchange)) {
            return dealOut(turn / instances.length, exchange, candidates, next);
        }
        if (next.takesTurn()) {
            return next;
        }
        Instance instead = dealOut(turn / instances.length, exchange, candidates, next);
        return instead == null ? next : instead;
    }

    private @Nullable Instance dealOut(int round, Exchange exchange, Candidates candidates, Instance not) {
        int count = 0;
        for (Instance instance : instances) {
            if (instance != not && candidates.accept(instance, exchange)) {
                count++;
            }
        }
        int skip = count == 0 ? 0 : round % count;
        Instance last = null;
        for (Instance instance : instances) {
            if (instance != not && candidates.accept(instance, exchange)) {
                last = instance;
                if (skip-- == 0) {
                    return instance;
                }
            }
        }
        return last;
    }
}
