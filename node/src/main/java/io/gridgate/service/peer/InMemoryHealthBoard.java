package io.gridgate.service.peer;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A health board of one process; a test can make it fail as a grid does that is gone.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class InMemoryHealthBoard implements HealthBoard {

    private final Map<String, HealthReport> reports = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean gone;

    @Override
    public boolean publish(HealthReport report) {
        if (gone) {
            return false;
        }
        reports.put(report.node(), report);
        listeners.forEach(Runnable::run);
        return true;
    }

    @Override
    public Optional<List<HealthReport>> read(List<String> nodes) {
        return gone ? Optional.empty() : Optional.of(nodes.stream().map(reports::get).filter(Objects::nonNull).toList());
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** Makes every call fail, or work again. */
    public void gone(boolean now) {
        gone = now;
    }
}
