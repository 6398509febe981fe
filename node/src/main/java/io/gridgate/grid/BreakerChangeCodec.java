package io.gridgate.grid;

import io.gridgate.service.breaker.BreakerChange;
import io.gridgate.service.breaker.BreakerChange.Judged;
import io.gridgate.service.breaker.Thresholds;
import io.gridgate.service.breaker.Verdict;
import java.util.Set;

/**
 * The octets of a step of a circuit breaker and of the thresholds it is made under, as they travel to the owner of the state.
 *
 * <p>Thread-safety: stateless.
 */
final class BreakerChangeCodec {

    static final int VERSION = 1;
    private static final int REPORT = 1;
    private static final int ASK = 2;
    private static final int JUDGE = 3;
    private static final int ELAPSED = 4;
    private static final int LEFT = 5;
    private static final int SETTLE = 6;
    private static final int FORCE_OPEN = 7;
    private static final int FORCE_CLOSED = 8;
    private static final int AUTO = 9;
    private static final int SUCCESS = 1;
    private static final int FAILURE = 2;
    private static final int NONE = 3;

    private BreakerChangeCodec() {}

    /** What an owner is asked to do. */
    record Step(BreakerChange change, Thresholds thresholds) {}

    static byte[] encode(Step step) {
        OctetWriter out = new OctetWriter(VERSION).integer(step.thresholds().failures()).integer(step.thresholds().successes());
        switch (step.change()) {
            case BreakerChange.Report report -> out.octet(REPORT).number(report.epoch()).text(report.member()).integer(report.run());
            case BreakerChange.Ask ask -> out.octet(ASK).number(ask.epoch()).list(ask.probes(), BreakerStateCodec::write);
            case BreakerChange.Judge judge -> out.octet(JUDGE).number(judge.epoch()).list(judge.probes(), BreakerChangeCodec::write);
            case BreakerChange.Elapsed elapsed -> out.octet(ELAPSED).number(elapsed.epoch()).integer(elapsed.mark());
            case BreakerChange.Left left -> out.octet(LEFT).list(left.members().stream().sorted().toList(), OctetWriter::text);
            case BreakerChange.Settle _ -> out.octet(SETTLE);
            case BreakerChange.Operator operator -> out.octet(switch (operator) {
                case OPEN -> FORCE_OPEN;
                case CLOSED -> FORCE_CLOSED;
                case AUTO -> AUTO;
            });
        }
        return out.octets();
    }

    static Step decode(byte[] octets) {
        return OctetReader.read("breaker change", VERSION, octets, in -> {
            Thresholds thresholds = new Thresholds(in.integer(), in.integer());
            return new Step(change(in), thresholds);
        });
    }

    private static BreakerChange change(OctetReader in) {
        int kind = in.octet();
        return switch (kind) {
            case REPORT -> new BreakerChange.Report(in.number(), in.text(), in.integer());
            case ASK -> new BreakerChange.Ask(in.number(), in.list(BreakerStateCodec::probe));
            case JUDGE -> new BreakerChange.Judge(in.number(), in.list(BreakerChangeCodec::judged));
            case ELAPSED -> new BreakerChange.Elapsed(in.number(), in.integer());
            case LEFT -> new BreakerChange.Left(Set.copyOf(in.list(OctetReader::text)));
            case SETTLE -> new BreakerChange.Settle();
            case FORCE_OPEN -> BreakerChange.Operator.OPEN;
            case FORCE_CLOSED -> BreakerChange.Operator.CLOSED;
            case AUTO -> BreakerChange.Operator.AUTO;
            default -> throw new IllegalArgumentException("breaker change: kind " + kind + " (expected: 1 to 9)");
        };
    }

    private static void write(OctetWriter out, Judged judged) {
        BreakerStateCodec.write(out, judged.probe());
        out.octet(switch (judged.verdict()) {
            case SUCCESS -> SUCCESS;
            case FAILURE -> FAILURE;
            case NONE -> NONE;
        });
    }

    private static Judged judged(OctetReader in) {
        var probe = BreakerStateCodec.probe(in);
        int verdict = in.octet();
        return new Judged(probe, switch (verdict) {
            case SUCCESS -> Verdict.SUCCESS;
            case FAILURE -> Verdict.FAILURE;
            case NONE -> Verdict.NONE;
            default -> throw new IllegalArgumentException("breaker change: verdict " + verdict + " (expected: 1 to 3)");
        });
    }
}
