package io.gridgate.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.gridgate.rollout.BoardException;
import io.gridgate.service.peer.HealthBoard;
import io.gridgate.service.peer.HealthReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the nodes found out about instances, an entry of the grid for each node.
 *
 * <p>Thread-safety: thread-safe.
 */
final class HazelcastHealthBoard implements HealthBoard {

    private static final Logger LOG = LoggerFactory.getLogger(HazelcastHealthBoard.class);

    private final IMap<String, byte[]> reports;

    HazelcastHealthBoard(HazelcastInstance hazelcast) {
        reports = hazelcast.getMap(GridMap.HEALTH.mapName());
    }

    @Override
    public boolean publish(HealthReport report) {
        try {
            byte[] value = HealthReportCodec.encode(report);
            var _ = GridCall.await("publish health", () -> reports.setAsync(report.node(), value));
            return true;
        } catch (BoardException e) {
            LOG.atDebug().setMessage("health not published").addKeyValue("reason", e.getMessage()).log();
            return false;
        }
    }

    @Override
    public Optional<List<HealthReport>> read(List<String> nodes) {
        List<CompletableFuture<byte[]>> asked = new ArrayList<>();
        try {
            var _ = GridCall.await("read health", () -> {
                nodes.forEach(node -> asked.add(reports.getAsync(node).toCompletableFuture()));
                return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new));
            });
        } catch (BoardException e) {
            LOG.atDebug().setMessage("health not read").addKeyValue("reason", e.getMessage()).log();
            return Optional.empty();
        }
        return Optional.of(asked.stream().map(CompletableFuture::join).filter(Objects::nonNull)
                .flatMap(value -> decode(value).stream()).toList());
    }

    /** Returns what a report says; empty when a node of another version wrote it, which must not silence the others. */
    private static Optional<HealthReport> decode(byte[] value) {
        try {
            return Optional.of(HealthReportCodec.decode(value));
        } catch (IllegalArgumentException e) {
            LOG.atDebug().setMessage("health not understood").addKeyValue("reason", e.getMessage()).log();
            return Optional.empty();
        }
    }

    @Override
    public void onChange(Runnable listener) {
        reports.addEntryListener(new ChangeListener(_ -> listener.run()), false);
    }
}
