package io.gridgate.service.balance;

import io.gridgate.exchange.Exchange;
import io.gridgate.service.instance.Instance;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Each instance as often as its weight says, spread out evenly: a round of the smooth weighted algorithm, written down when
 * the set changes and walked by a counter. A turn that an instance leaves out while it starts slowly is the next one's.
 *
 * <p>Thread-safety: one atomic position over an immutable round.
 * <p>Source: nginx, {@code ngx_http_upstream_round_robin.c}. Error bound: where the weights add up to more than
 * {@link #ROUND_MAX} after reduction, shares are rounded to one turn of that many.
 */
final class SmoothWeighted implements Choice {

    static final int ROUND_MAX = 8_192;

    private final Instance[] instances;
    private final Instance[] round;
    private final AtomicInteger position = new AtomicInteger(ThreadLocalRandom.current().nextInt(1 << 16));

    private SmoothWeighted(Instance[] instances, Instance[] round) {
        this.instances = instances;
        this.round = round;
    }

    static SmoothWeighted compile(Instance[] instances) {
        long[] weights = Weights.reduced(instances, ROUND_MAX);
        long total = Arrays.stream(weights).sum();
        long[] credit = new long[instances.length];
        Instance[] round = new Instance[(int) total];
        for (int turn = 0; turn < round.length; turn++) {
            int best = 0;
            for (int i = 0; i < credit.length; i++) {
                credit[i] += weights[i];
                best = credit[i] > credit[best] ? i : best;
            }
            credit[best] -= total;
            round[turn] = instances[best];
        }
        return new SmoothWeighted(instances, round);
    }

    @Override
    public @Nullable Instance pick(Exchange exchange, Candidates candidates) {
        int start = candidates.turn(position, exchange);
        int steps = Math.min(round.length, 4 * instances.length);
        Instance slow = null;
        for (int step = 0; step < steps; step++) {
            Instance next = round[(start + step) % round.length];
            if (next != slow && candidates.accept(next, exchange)) {
                if (slow != null || next.takesTurn()) {
                    return next;
                }
                slow = next;
            }
        }
        return slow == null ? anyFrom(start, exchange, candidates) : slow;
    }

    private @Nullable Instance anyFrom(int start, Exchange exchange, Candidates candidates) {
        for (int i = 0; i < instances.length; i++) {
            Instance next = instances[(start + i & Integer.MAX_VALUE) % instances.length];
            if (candidates.accept(next, exchange)) {
                return next;
            }
        }
        return null;
    }
}
