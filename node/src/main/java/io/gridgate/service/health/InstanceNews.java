package io.gridgate.service.health;

import io.gridgate.base.Event;
import io.gridgate.base.EventType;
import io.gridgate.base.Events;
import io.gridgate.base.Ticker;
import io.gridgate.service.instance.Health;
import io.gridgate.service.instance.Instance;
import io.gridgate.service.instance.Instance.Ejection;
import io.gridgate.service.instance.Scheduler;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells how the instances of this node's services fare, as far as this node found it out by itself.
 *
 * <p>Thread-safety: immutable; may be called under any lock.
 *
 * @param scheduler sees when an ejection is over, which nothing else does
 */
public record InstanceNews(Events events, Scheduler scheduler, Ticker ticker) {

    /** Both nodes that probe an instance come to the same verdict within an interval of one another. */
    private static final int INTERVALS = 2;

    /** This node has ejected the instance. */
    public void ejected(Instance instance) {
        Ejection ejection = instance.ejection();
        if (ejection == null) {
            return;
        }
        long lasts = Math.max(0, ejection.untilNanos() - ticker.nanos());
        events.tell(about(EventType.INSTANCE_EJECTED, instance).with("duration_ms", TimeUnit.NANOSECONDS.toMillis(lasts))
                .once("ejection " + instance, "ejected"));
        var _ = scheduler.schedule(Duration.ofNanos(lasts), () -> lookWhetherOver(instance, ejection));
    }

    /** An ejection that ended early, or was followed by another, is another object. */
    private void lookWhetherOver(Instance instance, Ejection ejection) {
        if (ejection.equals(instance.ejection()) && !instance.isRetired()) {
            recovered(instance, "time");
        }
    }

    /** An ejection by this node is over, by that. */
    void recovered(Instance instance, String by) {
        events.tell(about(EventType.INSTANCE_RECOVERED, instance).with("by", by).once("ejection " + instance, "recovered"));
    }

    /** The probes of this node, one each {@code interval}, have another verdict; that a new instance is well is no news. */
    void health(Instance instance, Health from, Health to, @Nullable String why, Duration interval) {
        if (from == Health.UNKNOWN && to == Health.HEALTHY) {
            return;
        }
        events.tell(about(EventType.INSTANCE_HEALTH, instance).with("from", text(from)).with("to", text(to))
                .with("reason", why == null ? "" : why).once("health " + instance, text(to), interval.multipliedBy(INTERVALS)));
    }

    /** The service has the instance now, or has it no more. */
    public void known(Instance instance, boolean isThere) {
        events.tell(about(isThere ? EventType.INSTANCE_DISCOVERED : EventType.INSTANCE_GONE, instance).with("source", instance.source())
                .once("instance " + instance, isThere ? "there" : "gone"));
    }

    private static Event about(EventType type, Instance instance) {
        return Event.of(type, instance.service()).with("instance", instance.address());
    }

    private static String text(Health health) {
        return health.name().toLowerCase(Locale.ROOT);
    }
}
