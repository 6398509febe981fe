package io.gridgate.grid;

import io.gridgate.service.breaker.BreakerState;
import io.gridgate.service.breaker.BreakerState.Closed;
import io.gridgate.service.breaker.BreakerState.Forced;
import io.gridgate.service.breaker.BreakerState.HalfOpen;
import io.gridgate.service.breaker.BreakerState.Open;
import io.gridgate.service.breaker.BreakerState.Probe;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The octets of a circuit breaker's state.
 *
 * <p>Thread-safety: stateless.
 */
final class BreakerStateCodec {

    static final int VERSION = 1;
    private static final int CLOSED = 1;
    private static final int OPEN = 2;
    private static final int HALF_OPEN = 3;
    private static final int FORCED = 4;

    private BreakerStateCodec() {}

    static byte[] encode(BreakerState state) {
        OctetWriter out = new OctetWriter(VERSION);
        switch (state) {
            case Closed closed -> out.octet(CLOSED).number(closed.epoch()).integer(closed.openings())
                    .list(closed.runs().entrySet().stream().sorted(Map.Entry.comparingByKey()).toList(), BreakerStateCodec::write);
            case Open open -> out.octet(OPEN).number(open.epoch()).integer(open.openings());
            case HalfOpen half -> out.octet(HALF_OPEN).number(half.epoch()).integer(half.openings()).integer(half.mark())
                    .integer(half.successes()).list(half.probes(), BreakerStateCodec::write);
            case Forced forced -> out.octet(FORCED).number(forced.epoch()).octet(forced.open() ? 1 : 0);
        }
        return out.octets();
    }

    static BreakerState decode(byte @Nullable [] octets) {
        if (octets == null) {
            return Closed.NEW;
        }
        return OctetReader.read("breaker state", VERSION, octets, in -> {
            int kind = in.octet();
            long epoch = in.number();
            return switch (kind) {
                case CLOSED -> new Closed(epoch, in.integer(), in.list(BreakerStateCodec::run).stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
                case OPEN -> new Open(epoch, in.integer());
                case HALF_OPEN ->
                    new HalfOpen(epoch, in.integer(), in.integer(), in.integer(), in.list(BreakerStateCodec::probe));
                case FORCED -> new Forced(epoch, in.octet() == 1);
                default -> throw new IllegalArgumentException("breaker state: kind " + kind + " (expected: 1 to 4)");
            };
        });
    }

    private static void write(OctetWriter out, Map.Entry<String, Integer> run) {
        out.text(run.getKey()).integer(run.getValue());
    }

    private static Map.Entry<String, Integer> run(OctetReader in) {
        return Map.entry(in.text(), in.integer());
    }

    static void write(OctetWriter out, Probe probe) {
        out.text(probe.member()).number(probe.sequence());
    }

    static Probe probe(OctetReader in) {
        return new Probe(in.text(), in.number());
    }
}
