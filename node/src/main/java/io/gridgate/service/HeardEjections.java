package io.gridgate.service;

import io.gridgate.service.health.OutlierDetection;
import io.gridgate.service.instance.Instance;
import io.gridgate.service.instance.Instance.Ejection;
import io.gridgate.service.peer.HealthReport.Ejected;
import io.gridgate.service.peer.Hearsay;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The ejections that other nodes told of, each taken once: one that a probe of this node has ended is not taken again, and one
 * that its node has ended is over here too. What a node ejected that is gone stays until its time is over.
 *
 * <p>Thread-safety: guarded by the registry's lock.
 */
final class HeardEjections {

    /** key: instance, then node; value: until when, as that node said. */
    private final Map<Instance, Map<String, Long>> taken = new HashMap<>();

    void apply(Instance instance, Hearsay hearsay, OutlierDetection outliers, InstantSource clock) {
        Map<String, Ejected> said = hearsay.ejections(instance.toString());
        endWhatIsOver(instance, hearsay, said, clock);
        if (said.isEmpty()) {
            taken.remove(instance);
            return;
        }
        Map<String, Long> known = taken.computeIfAbsent(instance, _ -> new HashMap<>());
        known.keySet().retainAll(said.keySet());
        said.forEach((node, ejected) -> {
            Long until = ejected.untilMillis();
            if (!until.equals(known.get(node)) && outliers.heard(instance, node, Instant.ofEpochMilli(until), ejected.count())) {
                known.put(node, until);
            }
        });
    }

    private static void endWhatIsOver(Instance instance, Hearsay hearsay, Map<String, Ejected> said, InstantSource clock) {
        Ejection now = instance.ejection();
        if (now == null || now.by() == null || !instance.isEjected() || !hearsay.knows(now.by())) {
            return;
        }
        Ejected still = said.get(now.by());
        if (still == null || still.untilMillis() != now.until().toEpochMilli()) {
            instance.unEject(clock.instant());
        }
    }

    void retain(Collection<Instance> instances) {
        taken.keySet().retainAll(instances);
    }
}
