package io.gridgate.grid;

import io.gridgate.ratelimit.permit.PermitState;
import java.util.Map;

/**
 * An ask for permits of a concurrency limit; its answer is how many the node may have under way.
 *
 * <p>The clock is the grid's and the members are those that the owner knows. The backup gets the state that resulted, also when nothing changed: an
 * ask is repeated because its outcome was unclear, and what made it unclear may be that no backup has it.
 *
 * <p>Thread-safety: confined to the partition's thread while it runs.
 */
final class PermitProcessor extends KeptProcessor {

    PermitProcessor() {
        this(new byte[0]);
    }

    PermitProcessor(byte[] ask) {
        super(ask);
    }

    @Override
    public byte[] process(Map.Entry<String, byte[]> entry) {
        PermitState.Answered answered = PermitCodec.decode(entry.getValue()).ask(PermitCodec.decodeAsk(argument()), this::isMember,
                cluster().getClusterTime());
        keep(entry, PermitCodec.encode(answered.state()), answered.state().keptMillis());
        return PermitCodec.encodeHeld(answered.held());
    }

    @Override
    public int getClassId() {
        return GridFactory.PERMIT;
    }
}
