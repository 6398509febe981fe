package io.gridgate.service.balance;

import io.gridgate.base.Template;
import io.gridgate.exchange.Exchange;
import io.gridgate.service.instance.Instance;
import io.gridgate.service.instance.StableHash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The instance that a key belongs to: the first point at or after the key's hash on a ring where each instance has points
 * that depend on its address alone. Every node draws the same ring; one that leaves moves only its own keys, and while it is
 * not available they fall to the instances that follow.
 *
 * <p>An exchange whose key is empty goes to a random instance.
 *
 * <p>Thread-safety: immutable.
 * <p>Source: Karger et al., Consistent Hashing and Random Trees (1997). Error bound: with {@link #POINTS} points an
 * instance's share strays by about a tenth.
 */
final class HashRing implements Choice {

    /** Points of an instance of the smallest weight. */
    static final int POINTS = 128;
    /** Points of all instances together. */
    static final int POINTS_MAX = 1 << 16;
    private static final int WALK = 32;

    private final Instance[] instances;
    private final long[] hashes;
    private final Instance[] owners;
    private final Template key;

    private HashRing(Instance[] instances, long[] hashes, Instance[] owners, Template key) {
        this.instances = instances;
        this.hashes = hashes;
        this.owners = owners;
        this.key = key;
    }

    static HashRing compile(Instance[] instances, Template key) {
        long[] weights = Weights.reduced(instances, POINTS_MAX / POINTS);
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < instances.length; i++) {
            long seed = StableHash.of(instances[i].address());
            for (long p = 0; p < weights[i] * POINTS; p++) {
                points.add(new Point(StableHash.mix(seed + p * 0x9E3779B97F4A7C15L), instances[i]));
            }
        }
        points.sort(Comparator.comparingLong(Point::hash).thenComparing(point -> point.owner().address()));
        long[] hashes = points.stream().mapToLong(Point::hash).toArray();
        return new HashRing(instances, hashes, points.stream().map(Point::owner).toArray(Instance[]::new), key);
    }

    @Override
    public @Nullable Instance pick(Exchange exchange, Candidates candidates) {
        String value = key.render(exchange.variables());
        long hash = value.isEmpty() ? ThreadLocalRandom.current().nextLong() : StableHash.of(value);
        int start = firstAtOrAfter(hash);
        int steps = Math.min(WALK, owners.length);
        for (int step = 0; step < steps; step++) {
            Instance owner = owners[(start + step) % owners.length];
            if (candidates.accept(owner, exchange)) {
                return owner;
            }
        }
        return hasAny(exchange, candidates) ? walk(start + steps, exchange, candidates) : null;
    }

    private @Nullable Instance walk(int start, Exchange exchange, Candidates candidates) {
        for (int step = 0; step < owners.length; step++) {
            Instance owner = owners[(start + step) % owners.length];
            if (candidates.accept(owner, exchange)) {
                return owner;
            }
        }
        return null;
    }

    private boolean hasAny(Exchange exchange, Candidates candidates) {
        for (Instance instance : instances) {
            if (candidates.accept(instance, exchange)) {
                return true;
            }
        }
        return false;
    }

    private int firstAtOrAfter(long hash) {
        int low = 0;
        int high = hashes.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (hashes[middle] < hash) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == hashes.length ? 0 : low;
    }

    private record Point(long hash, Instance owner) {}
}
