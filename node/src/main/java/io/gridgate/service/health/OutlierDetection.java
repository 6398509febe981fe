package io.gridgate.service.health;

import io.gridgate.base.Ticker;
import io.gridgate.config.service.OutlierDetectionConfig;
import io.gridgate.service.instance.Instance;
import io.gridgate.service.instance.Instance.Ejection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes an instance out of use whose exchanges fail one after the other.
 *
 * <p>An ejection lasts the configured time, times the ejections in close succession, at most {@link #LONGEST}; each such
 * time without one makes the next shorter again. At least one instance may be out whatever the share says, but never the
 * last available one: that holds for what other nodes ejected too.
 *
 * <p>Thread-safety: thread-safe; a success and a failure below the threshold take no lock.
 */
public final class OutlierDetection {

    /** The longest ejection. */
    public static final Duration LONGEST = Duration.ofSeconds(300);

    private static final Logger LOG = LoggerFactory.getLogger(OutlierDetection.class);

    private final OutlierDetectionConfig config;
    private final Supplier<List<Instance>> instances;
    private final Ticker ticker;
    private final InstantSource clock;
    private final EjectionMeters meters;
    private final Consumer<Instance> onEjected;

    /**
     * Creates the detection of one service.
     *
     * @param instances gives the service's set at the time of the call
     * @param onEjected called when this node ejected an instance, by a loop: must return at once
     */
    public OutlierDetection(OutlierDetectionConfig config, Supplier<List<Instance>> instances, Ticker ticker, InstantSource clock,
            EjectionMeters meters, Consumer<Instance> onEjected) {
        this.config = config;
        this.instances = instances;
        this.ticker = ticker;
        this.clock = clock;
        this.meters = meters;
        this.onEjected = onEjected;
    }

    /** An exchange with the instance went well. */
    public void succeeded(Instance instance) {
        if (instance.failuresInARow().get() != 0) {
            instance.failuresInARow().set(0);
        }
    }

    /** An exchange with the instance failed in a way that speaks against the instance. */
    public void failed(Instance instance) {
        if (instance.failuresInARow().incrementAndGet() >= config.consecutiveFailures()) {
            eject(instance);
        }
    }

    private synchronized void eject(Instance instance) {
        if (instance.isEjected() || !mayEject(instance)) {
            return;
        }
        long now = ticker.nanos();
        int count = countOf(instance, now);
        long lasts = Math.min(config.ejection().toNanos() * count, LONGEST.toNanos());
        instance.failuresInARow().set(0);
        // Nodes know an ejection by the millisecond when it is to be over.
        Instant until = clock.instant().plusNanos(lasts).truncatedTo(ChronoUnit.MILLIS);
        instance.eject(new Ejection(now + lasts, count, null, until), clock.instant());
        meters.ejections().add();
        LOG.atWarn().addKeyValue("service", instance.service()).addKeyValue("instance", instance.address())
                .addKeyValue("duration_ms", lasts / 1_000_000).log("instance ejected");
        onEjected.accept(instance);
    }

    /**
     * Takes out of use what another node has ejected, and returns whether it is settled: false when as many are out as may be,
     * so that it is worth another try.
     *
     * @param by the node
     * @param until when it is over by that node's clock; more than {@link #LONGEST} from now is cut, and the past ignored
     * @param count how many there were in close succession, from 1
     */
    public synchronized boolean heard(Instance instance, String by, Instant until, int count) {
        Duration left = Duration.between(clock.instant(), until);
        if (left.isNegative() || left.isZero()) {
            return true;
        }
        if (instance.isEjected() || !mayEject(instance)) {
            return false;
        }
        long lasts = Math.min(left.toNanos(), LONGEST.toNanos());
        instance.eject(new Ejection(ticker.nanos() + lasts, Math.max(1, count), by, until), clock.instant());
        meters.heard().add();
        LOG.atWarn().addKeyValue("service", instance.service()).addKeyValue("instance", instance.address())
                .addKeyValue("duration_ms", lasts / 1_000_000).addKeyValue("by", by).log("instance ejected by another node");
        return true;
    }

    private boolean mayEject(Instance candidate) {
        int ejected = 0;
        int availableOthers = 0;
        List<Instance> all = instances.get();
        for (Instance instance : all) {
            ejected += instance.isEjected() ? 1 : 0;
            availableOthers += instance != candidate && instance.isAvailable() ? 1 : 0;
        }
        int allowed = Math.max(1, (int) (config.maxEjected() * all.size()));
        return config.maxEjected() > 0 && ejected < allowed && availableOthers > 0;
    }

    private int countOf(Instance instance, long now) {
        Ejection last = instance.ejection();
        if (last == null) {
            return 1;
        }
        long quiet = Math.max(0, now - last.untilNanos()) / Math.max(1, config.ejection().toNanos());
        return (int) Math.max(0, last.count() - quiet) + 1;
    }
}
