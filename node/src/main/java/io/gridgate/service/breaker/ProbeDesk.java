package io.gridgate.service.breaker;

import io.gridgate.service.breaker.BreakerChange.Judged;
import io.gridgate.service.breaker.BreakerState.HalfOpen;
import io.gridgate.service.breaker.BreakerState.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What exchanges ask of a half open breaker and what became of their probes, until the grid has heard it: all that waits goes in one step.
 *
 * <p>A step whose answer was lost is made again with the same probes. What was asked for and given up meanwhile may have been granted, and
 * is given back.
 *
 * <p>Thread-safety: {@link #ask} and {@link #judge} are thread-safe; the rest is confined to the turns of {@link BreakerSync}. Each node
 * asks for {@code success_threshold} probes at once at most, which bounds both queues.
 */
final class ProbeDesk {

    private final Queue<ProbeRun> asks = new ConcurrentLinkedQueue<>();
    private final Queue<Given> verdicts = new ConcurrentLinkedQueue<>();
    private final List<ProbeRun> asked = new ArrayList<>();
    private final List<Given> given = new ArrayList<>();
    /** Begins anywhere, so that a breaker that is made anew never bears the names of the one before. */
    private long sequence = ThreadLocalRandom.current().nextLong();

    /** An exchange asks for a probe. */
    void ask(ProbeRun run) {
        asks.add(run);
    }

    /** A granted probe of that epoch has its verdict, or is given back. */
    void judge(long epoch, Probe probe, Verdict verdict) {
        verdicts.add(new Given(epoch, new Judged(probe, verdict)));
    }

    /** Tells the grid the verdicts, those of older epochs excepted; {@code step} returns whether it is known to be made. */
    void tellVerdicts(BreakerState known, Predicate<BreakerChange> step) {
        for (Given one = verdicts.poll(); one != null; one = verdicts.poll()) {
            given.add(one);
        }
        given.removeIf(one -> one.epoch() != known.epoch());
        if (!given.isEmpty() && step.test(new BreakerChange.Judge(known.epoch(), given.stream().map(Given::judged).toList()))) {
            given.clear();
        }
    }

    /** Asks the grid for probes of {@code memberId} and tells the exchanges; {@code known} is what the last step led to. */
    void askForProbes(Supplier<BreakerState> known, String memberId, Predicate<BreakerChange> step) {
        long epoch = known.get().epoch();
        for (ProbeRun run = asks.poll(); run != null; run = asks.poll()) {
            asked.add(run);
        }
        asked.removeIf(run -> isVoid(run, epoch));
        if (asked.isEmpty()) {
            return;
        }
        asked.forEach(run -> name(run, memberId));
        if (step.test(new BreakerChange.Ask(epoch, asked.stream().map(ProbeRun::probe).toList()))) {
            asked.forEach(run -> answer(run, known.get()));
            asked.clear();
        }
    }

    private boolean isVoid(ProbeRun run, long epoch) {
        if (run.epoch() != epoch) {
            run.refused();
            return true;
        }
        if (run.isOver() && run.isNamed()) {
            judge(epoch, run.probe(), Verdict.NONE);
        }
        return run.isOver();
    }

    private void name(ProbeRun run, String memberId) {
        if (!run.isNamed()) {
            run.askedAs(new Probe(memberId, sequence++));
        }
    }

    private static void answer(ProbeRun run, BreakerState state) {
        if (state.epoch() == run.epoch() && state instanceof HalfOpen half && half.probes().contains(run.probe())) {
            run.granted();
        } else {
            run.refused();
        }
    }

    /** Refuses who still asks. */
    void close() {
        for (ProbeRun run = asks.poll(); run != null; run = asks.poll()) {
            run.refused();
        }
        asked.forEach(ProbeRun::refused);
        asked.clear();
    }

    /** The verdict of a probe of that epoch. */
    private record Given(long epoch, Judged judged) {}
}
