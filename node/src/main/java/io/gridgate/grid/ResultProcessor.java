package io.gridgate.grid;

import org.jspecify.annotations.Nullable;

/**
 * The value that a step resulted in, on its way to a backup.
 *
 * <p>Thread-safety: confined to the partition's thread while it runs.
 */
final class ResultProcessor extends OctetsProcessor {

    ResultProcessor() {
        this(new byte[0]);
    }

    ResultProcessor(byte[] value) {
        super(value);
    }

    @Override
    byte[] step(byte @Nullable [] before, byte[] argument) {
        return argument;
    }

    @Override
    public int getClassId() {
        return GridFactory.RESULT;
    }
}
