package io.gridgate.service.balance;

import io.gridgate.service.instance.Instance;
import java.util.Arrays;

/**
 * The weights of a set of instances, made small.
 *
 * <p>Thread-safety: stateless.
 */
final class Weights {

    private Weights() {}

    /** Returns the weights without their common divisor, scaled down further when they add up to more than {@code sumMax}; each at least 1. */
    static long[] reduced(Instance[] instances, int sumMax) {
        long[] weights = Arrays.stream(instances).mapToLong(Instance::weight).toArray();
        long divisor = Arrays.stream(weights).reduce(0, Weights::gcd);
        long total = Arrays.stream(weights).sum() / Math.max(1, divisor);
        for (int i = 0; i < weights.length; i++) {
            long reduced = weights[i] / divisor;
            weights[i] = total <= sumMax ? reduced : Math.max(1, Math.round((double) reduced * sumMax / total));
        }
        return weights;
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
