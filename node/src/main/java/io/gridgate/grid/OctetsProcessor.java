package io.gridgate.grid;

import com.hazelcast.map.EntryProcessor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A step on one entry whose value is octets; its backups get the resulting value instead of doing the step again.
 *
 * <p>Thread-safety: confined to the partition's thread while it runs.
 */
abstract class OctetsProcessor extends StepProcessor {

    private byte @Nullable [] result;

    OctetsProcessor(byte[] argument) {
        super(argument);
    }

    /** Returns the value after the step; null if nothing changes. */
    abstract byte @Nullable [] step(byte @Nullable [] before, byte[] argument);

    @Override
    public final byte @Nullable [] process(Map.Entry<String, byte[]> entry) {
        byte[] before = entry.getValue();
        byte[] after = step(before, argument());
        if (after == null) {
            return before;
        }
        result = after;
        entry.setValue(after);
        return after;
    }

    @Override
    public final @Nullable EntryProcessor<String, byte[], byte[]> getBackupProcessor() {
        return result == null ? null : new ResultProcessor(result);
    }
}
