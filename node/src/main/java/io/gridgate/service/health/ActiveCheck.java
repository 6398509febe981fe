package io.gridgate.service.health;

import io.gridgate.config.service.HealthCheckConfig;
import io.gridgate.config.service.ServiceConfig;
import io.gridgate.service.instance.Health;
import io.gridgate.service.instance.Instance;
import io.gridgate.service.instance.Scheduler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The probes of one instance, one after the other, and the verdict that they add up to.
 *
 * <p>The first comes within a tenth of the interval (a second at most), the others a jittered interval after the one before
 * began. The first success makes an instance healthy that is not unhealthy; otherwise the thresholds decide. A passing probe ends an
 * ejection. What other nodes found counts only until this check has a verdict of its own.
 *
 * <p>Thread-safety: guarded by itself; never two probes at once.
 */
public final class ActiveCheck implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ActiveCheck.class);
    private static final double JITTER = 0.1;
    private static final long FIRST_WITHIN_NANOS = 1_000_000_000L;

    private final Instance instance;
    private final HealthCheckConfig check;
    private final Ports ports;

    private ServiceConfig service;
    private Scheduler.@Nullable Task next;
    private int successes;
    private int failures;
    private boolean probing;
    private boolean closed;
    private Health verdict = Health.UNKNOWN;

    /**
     * What a check needs of the world.
     *
     * <p>Thread-safety: immutable.
     *
     * @param onChanged called when the verdict changed or an ejection ended, under the check's lock: must return at once
     */
    public record Ports(HealthProbe probe, Scheduler scheduler, InstantSource clock, CheckMeters meters, InstanceNews news,
            Runnable onChanged) {}

    /** Creates the check; {@link #start} begins it. */
    public ActiveCheck(Instance instance, ServiceConfig service, Ports ports) {
        this.instance = instance;
        this.service = service;
        this.check = Objects.requireNonNull(service.healthCheck(), "healthCheck");
        this.ports = ports;
    }

    /** Returns what is checked and when. */
    public HealthCheckConfig config() {
        return check;
    }

    /** Probes as that configuration of the same service says from now on. */
    public synchronized void service(ServiceConfig now) {
        service = now;
    }

    /** Returns what its own probes add up to; unknown until they do. */
    public synchronized Health verdict() {
        return verdict;
    }

    /** Takes what other nodes found, as long as this check has no verdict of its own. */
    public synchronized void heard(Health health, @Nullable String why) {
        if (verdict == Health.UNKNOWN && !closed) {
            instance.health(health, why, ports.clock().instant());
        }
    }

    /** Begins to probe. */
    public synchronized void start() {
        long within = Math.min(check.interval().toNanos() / 10, FIRST_WITHIN_NANOS);
        next = ports.scheduler().schedule(Duration.ofNanos(ThreadLocalRandom.current().nextLong(within + 1)), this::probe);
    }

    private void probe() {
        ServiceConfig how;
        synchronized (this) {
            if (closed) {
                return;
            }
            how = service;
            double jitter = 1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1);
            next = ports.scheduler().schedule(Duration.ofNanos((long) (check.interval().toNanos() * jitter)), this::probe);
            if (probing) {
                return;
            }
            probing = true;
        }
        ports.meters().probes().add();
        var _ = ports.probe().probe(instance, how, check.path(), check.timeout()).handle((status, failure) -> {
            onAnswered(status, failure);
            return null;
        });
    }

    private synchronized void onAnswered(@Nullable Integer status, @Nullable Throwable failure) {
        probing = false;
        if (closed) {
            return;
        }
        if (status != null && status >= 200 && status < 400) {
            onPassed();
        } else {
            onFailed(status != null ? "GET " + check.path() + " answered " + status : message(failure));
        }
    }

    private void onPassed() {
        failures = 0;
        successes++;
        instance.failuresInARow().set(0);
        endEjection();
        if (instance.health() != Health.UNHEALTHY || successes >= check.healthyThreshold()) {
            decide(Health.HEALTHY, null);
        }
    }

    /** Only what this node ejected is over on all nodes then. */
    private void endEjection() {
        Instance.Ejection ejection = instance.ejection();
        if (instance.unEject(ports.clock().instant())) {
            if (ejection != null && ejection.by() == null) {
                ports.news().recovered(instance, "probe");
            }
            ports.onChanged().run();
        }
    }

    private void onFailed(String why) {
        successes = 0;
        failures++;
        ports.meters().failures().add();
        if (failures >= check.unhealthyThreshold()) {
            decide(Health.UNHEALTHY, why);
        } else {
            instance.trouble(why);
        }
    }

    private void decide(Health now, @Nullable String why) {
        if (instance.health() != now) {
            log(instance.health(), now, why);
            ports.news().health(instance, instance.health(), now, why, check.interval());
        }
        instance.health(now, why, ports.clock().instant());
        if (verdict != now) {
            verdict = now;
            ports.onChanged().run();
        }
    }

    /** That a new instance is well is no news. */
    private void log(Health from, Health now, @Nullable String why) {
        Level level = now == Health.UNHEALTHY ? Level.WARN : from == Health.UNKNOWN ? Level.DEBUG : Level.INFO;
        LoggingEventBuilder line = LOG.atLevel(level).addKeyValue("service", instance.service())
                .addKeyValue("instance", instance.address()).addKeyValue("health", now.name().toLowerCase(Locale.ROOT));
        (why == null ? line : line.addKeyValue("reason", why)).log("instance health changed");
    }

    private static String message(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null ? wrapped.getCause() : failure;
        if (cause == null) {
            return "no answer";
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    /** Stops to probe; what it found stays with the instance. */
    @Override
    public synchronized void close() {
        closed = true;
        if (next != null) {
            next.cancel();
        }
    }
}
