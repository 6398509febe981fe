package io.gridgate.grid;

import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Drops what is stored under a key, and leaves for a minute, longer than a fetch is the cluster's, that what was claimed before is out of date: its load
 * may be on its way.
 *
 * <p>Thread-safety: confined to the partition's thread while it runs.
 */
final class CacheDropProcessor extends KeptProcessor {

    /** What is dropped. */
    enum What {
        /** What was stored by the claim of that place. */
        ONE_LOAD,
        /** All that is stored, if there is anything. */
        STORED,
        /** All that is stored, and what is being fetched. */
        ALL
    }

    static final long KEPT_MILLIS = TimeUnit.MINUTES.toMillis(1);
    private static final byte[] NOTHING = {};

    CacheDropProcessor() {
        super(NOTHING);
    }

    CacheDropProcessor(CacheDropCodec.Drop drop) {
        super(CacheDropCodec.encode(drop));
    }

    @Override
    public byte[] process(Map.Entry<String, byte[]> entry) {
        CacheDropCodec.Drop drop = CacheDropCodec.decode(argument());
        byte[] before = entry.getValue();
        long there = CacheEntry.order(before);
        boolean isMeant = switch (drop.what()) {
            case ONE_LOAD -> before != null && there == drop.order();
            case STORED -> before != null;
            case ALL -> true;
        };
        if (isMeant) {
            keep(entry, CacheEntry.of(Math.max(there, drop.order()), NOTHING), KEPT_MILLIS);
        }
        return NOTHING;
    }

    @Override
    public int getClassId() {
        return GridFactory.CACHE_DROP;
    }
}
