package io.gridgate.grid;

import org.jspecify.annotations.Nullable;

/**
 * Remembers the last known instances of a service unless newer ones are remembered, or the same.
 *
 * <p>Thread-safety: confined to the partition's thread while it runs.
 */
final class NewerInstancesProcessor extends OctetsProcessor {

    NewerInstancesProcessor() {
        this(new byte[0]);
    }

    NewerInstancesProcessor(byte[] instances) {
        super(instances);
    }

    @Override
    byte @Nullable [] step(byte @Nullable [] before, byte[] argument) {
        boolean newer = before == null
                || StoredInstancesCodec.decode(argument).knownAt().isAfter(StoredInstancesCodec.decode(before).knownAt());
        return newer ? argument : null;
    }

    @Override
    public int getClassId() {
        return GridFactory.NEWER_INSTANCES;
    }
}
