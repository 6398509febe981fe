package io.gridgate.grid;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryExpiredListener;
import com.hazelcast.map.listener.EntryRemovedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import io.gridgate.rollout.BoardChange;
import io.gridgate.rollout.BoardException;
import io.gridgate.rollout.BoardState;
import io.gridgate.rollout.NodeReport;
import io.gridgate.rollout.RevisionBoard;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * The board as one entry of the grid, changed by an entry processor; reports are entries of the members.
 *
 * <p>Thread-safety: thread-safe.
 */
final class HazelcastRevisionBoard implements RevisionBoard {

    private static final String KEY = "gateway";
    private static final int SEEN_MAX = 64;

    private final HazelcastInstance hazelcast;
    /** key: member id; the oldest look-up leaves first. */
    @GuardedBy("seen") private final Map<String, Boolean> seen = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > SEEN_MAX;
        }
    };
    private final IMap<String, byte[]> board;
    private final IMap<String, byte[]> nodes;

    HazelcastRevisionBoard(HazelcastInstance hazelcast) {
        this.hazelcast = hazelcast;
        board = hazelcast.getMap(GridMap.BOARD.mapName());
        nodes = hazelcast.getMap(GridMap.NODES.mapName());
    }

    @Override
    public BoardState read() throws BoardException {
        return BoardStateCodec.decode(GridCall.await("read the current revision", () -> board.getAsync(KEY)));
    }

    @Override
    public BoardState change(BoardChange change) throws BoardException {
        byte[] argument = BoardChangeCodec.encode(change);
        String what = change.getClass().getSimpleName();
        return BoardStateCodec.decode(GridCall.await(what, () -> board.submitToKey(KEY, new BoardChangeProcessor(argument))));
    }

    @Override
    public void report(NodeReport report) throws BoardException {
        byte[] value = NodeReportCodec.encode(report);
        var _ = GridCall.await("report", () -> nodes.setAsync(report.memberId(), value));
    }

    @Override
    public Collection<NodeReport> reports() throws BoardException {
        List<CompletableFuture<byte[]>> asked = new ArrayList<>();
        var _ = GridCall.await("read the reports", () -> {
            members().forEach(id -> asked.add(nodes.getAsync(id).toCompletableFuture()));
            return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new));
        });
        return asked.stream().map(CompletableFuture::join).filter(Objects::nonNull).map(NodeReportCodec::decode).toList();
    }

    /** Returns the live members and those of a while ago: what a node said before it left tells whether it meant to. */
    private List<String> members() {
        synchronized (seen) {
            hazelcast.getCluster().getMembers().forEach(member -> seen.put(member.getUuid().toString(), Boolean.TRUE));
            return List.copyOf(seen.keySet());
        }
    }

    @Override
    public void onChange(Runnable listener) {
        Listener events = new Listener(listener);
        board.addEntryListener(events, false);
        nodes.addEntryListener(events, false);
    }

    /**
     * Any event of an entry.
     *
     * <p>Thread-safety: as its listener.
     */
    private record Listener(Runnable listener)
            implements
                EntryAddedListener<String, byte[]>,
                EntryUpdatedListener<String, byte[]>,
                EntryRemovedListener<String, byte[]>,
                EntryExpiredListener<String, byte[]> {

        @Override
        public void entryAdded(EntryEvent<String, byte[]> event) {
            listener.run();
        }

        @Override
        public void entryUpdated(EntryEvent<String, byte[]> event) {
            listener.run();
        }

        @Override
        public void entryRemoved(EntryEvent<String, byte[]> event) {
            listener.run();
        }

        @Override
        public void entryExpired(EntryEvent<String, byte[]> event) {
            listener.run();
        }
    }
}
