package io.gridgate.grid;

import io.gridgate.cache.shared.FillState;
import io.gridgate.cache.shared.FillState.Step;
import java.util.Map;

/**
 * A step of a key's fetch. Its answer is the state after a claim, and the one before any other step.
 *
 * <p>Thread-safety: confined to the partition's thread while it runs.
 */
final class FillProcessor extends KeptProcessor {

    FillProcessor() {
        this(new byte[0]);
    }

    FillProcessor(byte[] step) {
        super(step);
    }

    @Override
    public byte[] process(Map.Entry<String, byte[]> entry) {
        Step wanted = FillCodec.decodeStep(argument());
        FillState before = FillCodec.decode(entry.getValue());
        FillState after = before.after(wanted, this::isMember);
        if (!after.equals(before)) {
            // That somebody waits for a fetch gives it no more time.
            keep(entry, FillCodec.encode(after), after.isSameFetch(before) ? KeptResultProcessor.AS_BEFORE : after.kept().toMillis());
        }
        return FillCodec.encode(wanted instanceof Step.Claim ? after : before);
    }

    @Override
    public int getClassId() {
        return GridFactory.FILL;
    }
}
