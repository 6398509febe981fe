package io.gridgate.service.balance;

import io.gridgate.exchange.Exchange;
import io.gridgate.service.instance.Instance;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Of two instances drawn at random, as often as their weights say, the one with the lower load: nearly as even as looking at
 * all, and without every node rushing to the same one. One that starts slowly, and so looks idle, stands back by lot.
 *
 * <p>Thread-safety: immutable.
 * <p>Source: Mitzenmacher, The Power of Two Choices in Randomized Load Balancing (2001).
 */
final class TwoChoices implements Choice {

    /** What makes an instance a worse choice. */
    interface Load {

        /** Returns the load per unit of weight (> 0). */
        double of(Instance instance, int weight);
    }

    /** Exchanges under way. */
    static final Load LEAST_REQUEST = (instance, weight) -> instance.load() / weight;

    /** How long exchanges take, times how many there would be; one that has not answered yet counts as slow while it is busy. */
    static final Load PEAK_EWMA = (instance, weight) -> {
        double latency = instance.latency().expectedNanos();
        double underWay = instance.load();
        return (latency == 0 && underWay > 0 ? TwoChoices.UNKNOWN_NANOS : latency) * (underWay + 1) / weight;
    };

    private static final double UNKNOWN_NANOS = 1e9;
    private static final int DRAWS = 4;

    private final Instance[] instances;
    private final int[] weights;
    private final long[] weightsUpTo;
    private final Load load;
    private final Supplier<? extends RandomGenerator> random;

    TwoChoices(Instance[] instances, Load load) {
        this(instances, load, ThreadLocalRandom::current);
    }

    /** @param random asked at each draw for what the lot is cast with */
    TwoChoices(Instance[] instances, Load load, Supplier<? extends RandomGenerator> random) {
        this.instances = instances;
        this.random = random;
        this.weights = Arrays.stream(instances).mapToInt(Instance::weight).toArray();
        this.weightsUpTo = Arrays.stream(weights).asLongStream().toArray();
        Arrays.parallelPrefix(weightsUpTo, Long::sum);
        this.load = load;
    }

    @Override
    public @Nullable Instance pick(Exchange exchange, Candidates candidates) {
        int first = draw(exchange, candidates, -1);
        if (first < 0 || instances.length == 1) {
            return first < 0 ? null : instances[first];
        }
        int second = draw(exchange, candidates, first);
        if (second < 0) {
            return instances[first];
        }
        if (!instances[second].takesTurn()) {
            return instances[first];
        }
        if (!instances[first].takesTurn()) {
            return instances[second];
        }
        double loadOfFirst = load.of(instances[first], weights[first]);
        return instances[load.of(instances[second], weights[second]) < loadOfFirst ? second : first];
    }

    /** Returns the place of a candidate other than {@code not}, or -1: a few draws, then a walk from the last one. */
    private int draw(Exchange exchange, Candidates candidates, int not) {
        int at = 0;
        for (int i = 0; i < DRAWS; i++) {
            at = drawOne();
            if (at != not && candidates.accept(instances[at], exchange)) {
                return at;
            }
        }
        for (int i = 1; i < instances.length; i++) {
            int next = (at + i) % instances.length;
            if (next != not && candidates.accept(instances[next], exchange)) {
                return next;
            }
        }
        return -1;
    }

    private int drawOne() {
        long total = weightsUpTo[weightsUpTo.length - 1];
        if (total == weights.length) {
            return random.get().nextInt(weights.length);
        }
        int found = Arrays.binarySearch(weightsUpTo, random.get().nextLong(total) + 1);
        return found >= 0 ? found : -found - 1;
    }
}
