package io.gridgate.grid;

import io.gridgate.cache.PurgeBoard.Purges;
import org.jspecify.annotations.Nullable;

/**
 * Adds a purge to those that are remembered.
 *
 * <p>Thread-safety: confined to the partition's thread while it runs.
 */
final class PurgeProcessor extends OctetsProcessor {

    PurgeProcessor() {
        this(new byte[0]);
    }

    PurgeProcessor(byte[] step) {
        super(step);
    }

    @Override
    byte[] step(byte @Nullable [] before, byte[] argument) {
        Purges purges = PurgesCodec.decode(before);
        PurgesCodec.Step step = PurgesCodec.decodeStep(argument);
        return PurgesCodec.encode(purges.with(step.purge(), step.known()));
    }

    @Override
    public int getClassId() {
        return GridFactory.PURGE;
    }
}
