package io.gridgate.grid;

import io.gridgate.rollout.BoardState;
import org.jspecify.annotations.Nullable;

/**
 * One step of the rollout's protocol on the board's entry.
 *
 * <p>Thread-safety: confined to the partition's thread while it runs.
 */
final class BoardChangeProcessor extends OctetsProcessor {

    BoardChangeProcessor() {
        this(new byte[0]);
    }

    BoardChangeProcessor(byte[] change) {
        super(change);
    }

    @Override
    byte @Nullable [] step(byte @Nullable [] before, byte[] argument) {
        BoardState state = BoardStateCodec.decode(before);
        BoardState next = state.with(BoardChangeCodec.decode(argument));
        return next.equals(state) ? null : BoardStateCodec.encode(next);
    }

    @Override
    public int getClassId() {
        return GridFactory.BOARD_CHANGE;
    }
}
