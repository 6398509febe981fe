package io.gridgate.grid;

import io.gridgate.ratelimit.counter.CounterState;
import org.jspecify.annotations.Nullable;

/**
 * The octets of a rate limit's counter.
 *
 * <p>Thread-safety: stateless.
 */
final class CounterStateCodec {

    static final int VERSION = 1;

    private CounterStateCodec() {}

    static byte[] encode(CounterState state) {
        return new OctetWriter(VERSION).number(state.clockMillis()).list(state.uses(), CounterStateCodec::write)
                .list(state.asks(), CounterStateCodec::write).octets();
    }

    static CounterState decode(byte @Nullable [] octets) {
        if (octets == null) {
            return CounterState.EMPTY;
        }
        return OctetReader.read("counter state", VERSION, octets,
                in -> new CounterState(in.number(), in.list(CounterStateCodec::use), in.list(CounterStateCodec::lastAsk)));
    }

    private static void write(OctetWriter out, CounterState.Use use) {
        out.number(use.holder()).number(use.atMillis()).number(Double.doubleToRawLongBits(use.units()));
    }

    private static CounterState.Use use(OctetReader in) {
        return new CounterState.Use(in.number(), in.number(), Double.longBitsToDouble(in.number()));
    }

    private static void write(OctetWriter out, CounterState.LastAsk last) {
        out.number(last.holder()).number(last.id()).number(last.granted()).octet(last.isReturned() ? 1 : 0).number(last.atMillis())
                .number(last.endsMillis());
    }

    private static CounterState.LastAsk lastAsk(OctetReader in) {
        return new CounterState.LastAsk(in.number(), in.number(), in.number(), in.octet() == 1, in.number(), in.number());
    }
}
