package io.gridgate.grid;

import io.gridgate.cache.shared.FillState.Step;
import io.gridgate.cache.shared.KeyFill;
import java.util.Map;

/**
 * A step of a key's fetch. Its answer is the state after a claim, and the one before any other step, with the place that the step has.
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
        KeyFill before = FillCodec.decode(entry.getValue());
        KeyFill after = before.after(wanted, this::isMember, cluster().getClusterTime());
        if (!after.equals(before)) {
            // That somebody waits for a fetch gives it no more time.
            boolean isSame = after.state().isSameFetch(before.state());
            keep(entry, FillCodec.encode(after), isSame ? KeptResultProcessor.AS_BEFORE : after.state().kept().toMillis());
        }
        return FillCodec.encode(wanted instanceof Step.Claim ? after : new KeyFill(after.order(), before.state()));
    }

    @Override
    public int getClassId() {
        return GridFactory.FILL;
    }
}
