package io.gridgate.service.breaker;

import io.gridgate.service.breaker.BreakerState.Closed;
import io.gridgate.service.breaker.BreakerState.Forced;
import io.gridgate.service.breaker.BreakerState.HalfOpen;
import io.gridgate.service.breaker.BreakerState.Open;
import io.gridgate.service.breaker.BreakerState.Probe;
import java.util.List;
import java.util.Set;

/**
 * A step that a node asks of a breaker's state. Each may be asked again when its answer was lost; one that belongs to an older epoch, or
 * to another kind of state, changes nothing.
 *
 * <p>Thread-safety: immutable.
 */
public sealed interface BreakerChange {

    /** Returns the state after this step, under the thresholds of whoever asks. */
    BreakerState appliedTo(BreakerState state, Thresholds thresholds);

    /** A member has that many failures in a row (0: none any more). */
    record Report(long epoch, String member, int run) implements BreakerChange {
        @Override
        public BreakerState appliedTo(BreakerState state, Thresholds thresholds) {
            return state.epoch() == epoch && state instanceof Closed closed ? closed.reported(member, run, thresholds) : state;
        }
    }

    /** A member asks for probes. */
    record Ask(long epoch, List<Probe> probes) implements BreakerChange {
        public Ask {
            probes = List.copyOf(probes);
        }

        @Override
        public BreakerState appliedTo(BreakerState state, Thresholds thresholds) {
            return state.epoch() == epoch && state instanceof HalfOpen half ? half.granted(probes, thresholds) : state;
        }
    }

    /** What became of probes. */
    record Judge(long epoch, List<Judged> probes) implements BreakerChange {
        public Judge {
            probes = List.copyOf(probes);
        }

        @Override
        public BreakerState appliedTo(BreakerState state, Thresholds thresholds) {
            BreakerState next = state;
            for (Judged one : probes) {
                if (next.epoch() == epoch && next instanceof HalfOpen half) {
                    next = half.judged(one.probe(), one.verdict(), thresholds);
                }
            }
            return next;
        }
    }

    /**
     * A node has seen the state for as long as it may last: it is tried again after the open time, opens again when verdicts stay out, and
     * forgets earlier openings when it stayed closed.
     *
     * @param mark of the half open state, else 0
     */
    record Elapsed(long epoch, int mark) implements BreakerChange {
        @Override
        public BreakerState appliedTo(BreakerState state, Thresholds thresholds) {
            if (state.epoch() != epoch) {
                return state;
            }
            return switch (state) {
                case Closed closed -> closed.calmed();
                case Open open -> open.halfOpened();
                case HalfOpen half -> half.mark() == mark && half.isWaiting() ? half.reopened() : half;
                case Forced forced -> forced;
            };
        }
    }

    /** These members left, and with them what only they could say. */
    record Left(Set<String> members) implements BreakerChange {
        public Left {
            members = Set.copyOf(members);
        }

        @Override
        public BreakerState appliedTo(BreakerState state, Thresholds thresholds) {
            return switch (state) {
                case Closed closed -> closed.without(members);
                case HalfOpen half -> half.without(members);
                case Open open -> open;
                case Forced forced -> forced;
            };
        }
    }

    /** An operator's word. */
    enum Operator implements BreakerChange {
        OPEN,
        CLOSED,
        AUTO;

        @Override
        public BreakerState appliedTo(BreakerState state, Thresholds thresholds) {
            return switch (this) {
                case OPEN -> state.forced(true);
                case CLOSED -> state.forced(false);
                case AUTO -> state instanceof Forced forced ? forced.released() : state;
            };
        }
    }

    /** The document's thresholds may have changed; and the state is still of use, so its entry is kept for longer. */
    record Settle() implements BreakerChange {
        @Override
        public BreakerState appliedTo(BreakerState state, Thresholds thresholds) {
            return switch (state) {
                case Closed closed -> closed.settled(thresholds);
                case HalfOpen half -> half.settled(thresholds);
                case Open open -> open;
                case Forced forced -> forced;
            };
        }
    }

    /** One probe and its verdict; {@link Verdict#NONE} gives it back. */
    record Judged(Probe probe, Verdict verdict) {}
}
