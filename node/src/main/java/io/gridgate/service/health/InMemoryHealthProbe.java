package io.gridgate.service.health;

import io.gridgate.config.service.ServiceConfig;
import io.gridgate.service.instance.Instance;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A health probe that answers what it is told to; 200 where it was told nothing.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class InMemoryHealthProbe implements HealthProbe {

    private static final int NO_ANSWER = 0;

    private final Map<String, Integer> statusByAddress = new ConcurrentHashMap<>();
    private final Map<String, Integer> probesByAddress = new ConcurrentHashMap<>();
    private final AtomicInteger probes = new AtomicInteger();

    @Override
    public CompletionStage<Integer> probe(Instance instance, ServiceConfig service, String path, Duration timeout) {
        probes.incrementAndGet();
        probesByAddress.merge(instance.address(), 1, Integer::sum);
        int status = statusByAddress.getOrDefault(instance.address(), 200);
        return status == NO_ANSWER
                ? CompletableFuture.failedFuture(new ConnectException("connection refused"))
                : CompletableFuture.completedFuture(status);
    }

    /** Makes the instance at that address answer with that status. */
    public void answer(String address, int status) {
        statusByAddress.put(address, status);
    }

    /** Makes the instance at that address refuse connections. */
    public void refuse(String address) {
        statusByAddress.put(address, NO_ANSWER);
    }

    /** Returns how many probes there were. */
    public int probes() {
        return probes.get();
    }

    /** Returns how many probes there were of the instance at that address. */
    public int probes(String address) {
        return probesByAddress.getOrDefault(address, 0);
    }
}
