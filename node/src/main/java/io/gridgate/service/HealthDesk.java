package io.gridgate.service;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.gridgate.service.peer.HealthExchange;
import io.gridgate.service.peer.HealthReport;
import io.gridgate.service.peer.HealthReport.Ejected;
import io.gridgate.service.peer.HealthReport.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What all services of this node have to say of their instances, and what the other nodes say of them.
 *
 * <p>Thread-safety: guarded by the registry's lock.
 */
final class HealthDesk implements HealthExchange.Desk {

    private final Object lock;
    @GuardedBy("lock") private final Map<String, ServiceState> states;

    HealthDesk(Object lock, Map<String, ServiceState> states) {
        this.lock = lock;
        this.states = states;
    }

    @Override
    public boolean isUsed() {
        synchronized (lock) {
            return states.values().stream().anyMatch(ServiceState::isWatched);
        }
    }

    /** Returns the report with the worst first: where it is longer than it may be, what is healthy is left out. */
    @Override
    public HealthReport report(String node) {
        List<Verdict> verdicts = new ArrayList<>();
        List<Ejected> ejections = new ArrayList<>();
        synchronized (lock) {
            states.values().forEach(state -> state.report(verdicts, ejections));
        }
        verdicts.sort(Comparator.comparing(Verdict::healthy).thenComparing(Verdict::instance));
        ejections.sort(Comparator.comparing(Ejected::instance));
        return new HealthReport(node, verdicts.subList(0, Math.min(verdicts.size(), HealthReport.VERDICTS_MAX)),
                ejections.subList(0, Math.min(ejections.size(), HealthReport.EJECTIONS_MAX)));
    }

    @Override
    public void onDuties() {
        synchronized (lock) {
            states.values().forEach(ServiceState::onDuties);
        }
    }

    @Override
    public void onHeard() {
        synchronized (lock) {
            states.values().forEach(ServiceState::hear);
        }
    }
}
