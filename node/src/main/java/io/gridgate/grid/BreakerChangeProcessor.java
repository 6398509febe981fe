package io.gridgate.grid;

import io.gridgate.service.breaker.BreakerChange;
import io.gridgate.service.breaker.BreakerState;
import org.jspecify.annotations.Nullable;

/**
 * One step of a circuit breaker on its entry.
 *
 * <p>Thread-safety: confined to the partition's thread while it runs.
 */
final class BreakerChangeProcessor extends OctetsProcessor {

    BreakerChangeProcessor() {
        this(new byte[0]);
    }

    BreakerChangeProcessor(byte[] step) {
        super(step);
    }

    /** {@link BreakerChange.Settle} writes what is there again, so that the entry lives for another day. */
    @Override
    byte @Nullable [] step(byte @Nullable [] before, byte[] argument) {
        BreakerState state = BreakerStateCodec.decode(before);
        BreakerChangeCodec.Step step = BreakerChangeCodec.decode(argument);
        BreakerState next = step.change().appliedTo(state, step.thresholds());
        boolean keeps = step.change() instanceof BreakerChange.Settle && before != null;
        return next.equals(state) && !keeps ? null : BreakerStateCodec.encode(next);
    }

    @Override
    public int getClassId() {
        return GridFactory.BREAKER_CHANGE;
    }
}
