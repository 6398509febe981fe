package io.gridgate.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.gridgate.cache.Purge;
import io.gridgate.cache.PurgeBoard;
import io.gridgate.rollout.BoardException;
import io.gridgate.rollout.Membership;
import io.gridgate.rollout.NodeIdentity;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The purges of the response cache as one entry of the grid, and one for each node with how far it has come.
 *
 * <p>Thread-safety: thread-safe.
 */
final class HazelcastPurgeBoard implements PurgeBoard {

    private static final String LOG = "log";
    private static final String NODE = "node/";

    private final IMap<String, byte[]> purges;
    private final Membership membership;

    HazelcastPurgeBoard(HazelcastInstance hazelcast, Membership membership) {
        this.purges = hazelcast.getMap(GridMap.PURGES.mapName());
        this.membership = membership;
    }

    @Override
    public Purges read() throws IOException {
        return decoded(call("read purges", () -> purges.getAsync(LOG)));
    }

    @Override
    public long add(Purge purge, long known) throws IOException {
        byte[] step = PurgesCodec.encode(new PurgesCodec.Step(purge, known));
        return decoded(call("purge", () -> purges.submitToKey(LOG, new PurgeProcessor(step)))).last();
    }

    @Override
    public void seen(long sequence) throws IOException {
        byte[] value = PurgesCodec.encodeSeen(sequence);
        var _ = call("say what is purged", () -> purges.setAsync(NODE + membership.self().name(), value));
    }

    @Override
    public Set<String> unseen(long sequence) throws IOException {
        Set<String> unseen = new HashSet<>();
        for (NodeIdentity node : membership.members()) {
            byte[] value = call("read what is purged", () -> purges.getAsync(NODE + node.name()));
            if (PurgesCodec.decodeSeen(value) < sequence) {
                unseen.add(node.name());
            }
        }
        return unseen;
    }

    @Override
    public void onChange(Runnable listener) {
        purges.addEntryListener(new ChangeListener(_ -> listener.run()), LOG, false);
    }

    private static Purges decoded(byte @Nullable [] octets) throws IOException {
        try {
            return PurgesCodec.decode(octets);
        } catch (IllegalArgumentException e) {
            throw new IOException("purges not understood: " + e.getMessage(), e);
        }
    }

    private static <T extends @Nullable Object> T call(String what, GridCall.Call<T> call) throws IOException {
        try {
            return GridCall.await(what, call);
        } catch (BoardException e) {
            throw new IOException(String.valueOf(e.getMessage()), e);
        }
    }
}
