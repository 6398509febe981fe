package io.gridgate.grid;

import io.gridgate.ratelimit.counter.CounterRule;
import io.gridgate.ratelimit.counter.CounterState;
import io.gridgate.ratelimit.counter.Grant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A step of a rate limit's counter; its answer is the {@link Grant}.
 *
 * <p>The clock is the grid's, as the owner knows it. The backup gets the state that resulted, also when nothing changed: an ask is repeated because its
 * outcome was unclear, and what made it unclear may be that no backup has it.
 *
 * <p>Thread-safety: confined to the partition's thread while it runs.
 */
final class CounterProcessor extends KeptProcessor {

    private static final byte[] NOTHING = {};
    private static final long KEPT_MILLIS_MAX = TimeUnit.DAYS.toMillis(3650);

    CounterProcessor() {
        this(NOTHING);
    }

    CounterProcessor(byte[] step) {
        super(step);
    }

    @Override
    public byte[] process(Map.Entry<String, byte[]> entry) {
        long now = cluster().getClusterTime();
        CounterState before = CounterStateCodec.decode(entry.getValue());
        return switch (CounterStepCodec.decode(argument())) {
            case CounterStepCodec.Step.Asked(CounterRule rule, var ask) -> {
                CounterState.Answered answered = before.ask(rule, ask, now);
                keep(entry, rule, answered.state());
                yield GrantCodec.encode(answered.grant());
            }
            case CounterStepCodec.Step.GivenBack(CounterRule rule, long holder, long id, long units) -> {
                keep(entry, rule, before.giveBack(rule, holder, id, units, now));
                yield NOTHING;
            }
        };
    }

    private void keep(Map.Entry<String, byte[]> entry, CounterRule rule, CounterState state) {
        if (!state.equals(CounterState.EMPTY)) {
            keep(entry, CounterStateCodec.encode(state), Math.min(rule.keptMillis(), KEPT_MILLIS_MAX));
        }
    }

    @Override
    public int getClassId() {
        return GridFactory.COUNTER;
    }
}
