package io.gridgate.service.peer;

import io.gridgate.service.peer.HealthReport.Ejected;
import io.gridgate.service.peer.HealthReport.Verdict;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the other nodes say of instances, ready to be asked by instance.
 *
 * <p>Thread-safety: immutable.
 */
public final class Hearsay {

    static final Hearsay NOTHING = of(List.of());

    private final List<HealthReport> reports;
    /** key: node, then instance. */
    private final Map<String, Map<String, Verdict>> verdicts = new HashMap<>();
    /** key: instance, then node. */
    private final Map<String, Map<String, Ejected>> ejections = new HashMap<>();

    private Hearsay(List<HealthReport> reports) {
        this.reports = reports;
    }

    static Hearsay of(Collection<HealthReport> reports) {
        Hearsay hearsay = new Hearsay(List.copyOf(reports));
        for (HealthReport report : hearsay.reports) {
            Map<String, Verdict> ofNode = hearsay.verdicts.computeIfAbsent(report.node(), _ -> new HashMap<>());
            report.verdicts().forEach(verdict -> ofNode.put(verdict.instance(), verdict));
            report.ejections().forEach(
                    ejected -> hearsay.ejections.computeIfAbsent(ejected.instance(), _ -> new HashMap<>()).put(report.node(), ejected));
        }
        return hearsay;
    }

    /** Returns the reports that it was made of. */
    List<HealthReport> reports() {
        return reports;
    }

    /** Returns whether that node has said anything. */
    public boolean knows(String node) {
        return verdicts.containsKey(node);
    }

    /**
     * Returns what those who probe the instance agree on, or null when none of them has a verdict. One that finds it healthy is
     * enough: the other may be cut off from it, and what really fails is found by traffic too.
     */
    public @Nullable Verdict verdict(String instance, List<String> probers) {
        Verdict worst = null;
        for (String prober : probers) {
            Verdict verdict = verdicts.getOrDefault(prober, Map.of()).get(instance);
            if (verdict != null && verdict.healthy()) {
                return verdict;
            }
            worst = verdict == null ? worst : verdict;
        }
        return worst;
    }

    /** Returns who has ejected the instance; key: node. */
    public Map<String, Ejected> ejections(String instance) {
        return ejections.getOrDefault(instance, Map.of());
    }
}
