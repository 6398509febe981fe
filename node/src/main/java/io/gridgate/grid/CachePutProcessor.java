package io.gridgate.grid;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import io.gridgate.cache.shared.FillState;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stores octets of answers if what is stored is not newer, their claim may stand still, and their owner has room. If it has none, nothing stays under the
 * key but an empty value for a moment, and with that the grid lets go of something that was not asked for in a long time.
 *
 * <p>Thread-safety: confined to the partition's thread while it runs.
 */
final class CachePutProcessor extends KeptProcessor {

    private static final byte[] NOTHING = {};
    private static final long NO_ROOM_MILLIS = 1_000;
    private static final long CLAIM_MILLIS = new FillState.Filling("", 0, false).kept().toMillis();
    private static final byte[] DONE = {0};
    private static final byte[] REFUSED = {1};

    private long keptMillis;

    CachePutProcessor() {
        this(NOTHING, 0);
    }

    /**
     * Creates it.
     *
     * @param entry as {@link CacheEntry} has it
     */
    CachePutProcessor(byte[] entry, long keptMillis) {
        super(entry);
        this.keptMillis = keptMillis;
    }

    /** Returns whether the answer of a step says that nothing was stored, for want of room or of time. */
    static boolean isRefused(byte @Nullable [] answer) {
        return answer != null && answer.length > 0 && answer[0] == REFUSED[0];
    }

    @Override
    public byte[] process(Map.Entry<String, byte[]> entry) {
        byte[] before = entry.getValue();
        byte[] mine = argument();
        if (CacheEntry.order(mine) < CacheEntry.order(before)) {
            return DONE;
        }
        if (isTooLate(CacheEntry.order(mine))) {
            return REFUSED;
        }
        if (owner().getUserContext().get(CacheRoom.NAME) instanceof CacheRoom room && room.take(mine.length)) {
            keep(entry, mine, keptMillis);
            return DONE;
        }
        // Where something was, an older load may be on its way still.
        keep(entry, CacheEntry.of(CacheEntry.order(mine), NOTHING), before == null ? NO_ROOM_MILLIS : CacheDropProcessor.KEPT_MILLIS);
        return REFUSED;
    }

    /** Whoever drops the key knows of its fetch while the claim stands, no longer; the grid may bring what it was sent before after that. */
    private boolean isTooLate(long order) {
        return cluster().getClusterTime() - order >= CLAIM_MILLIS;
    }

    @Override
    public int getClassId() {
        return GridFactory.CACHE_PUT;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        super.writeData(out);
        out.writeLong(keptMillis);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        super.readData(in);
        keptMillis = in.readLong();
    }
}
