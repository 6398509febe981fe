package io.gridgate.grid;

import io.gridgate.ratelimit.permit.PermitAsk;
import io.gridgate.ratelimit.permit.PermitState;
import org.jspecify.annotations.Nullable;

/**
 * The octets of a concurrency limit's permits at their owner, of an ask on its way there, and of the answer.
 *
 * <p>Thread-safety: stateless.
 */
final class PermitCodec {

    static final int VERSION = 1;

    private PermitCodec() {}

    static byte[] encode(PermitState state) {
        return new OctetWriter(VERSION).number(state.clockMillis()).list(state.holders(), PermitCodec::write).octets();
    }

    static PermitState decode(byte @Nullable [] octets) {
        if (octets == null) {
            return PermitState.EMPTY;
        }
        return OctetReader.read("permits", VERSION, octets, in -> new PermitState(in.number(), in.list(PermitCodec::holder)));
    }

    private static void write(OctetWriter out, PermitState.Holder holder) {
        out.text(holder.member()).number(holder.id()).integer(holder.held()).integer(holder.lacking()).number(holder.sinceMillis())
                .number(holder.atMillis());
    }

    private static PermitState.Holder holder(OctetReader in) {
        return new PermitState.Holder(in.text(), in.number(), in.integer(), in.integer(), in.number(), in.number());
    }

    static byte[] encode(PermitAsk ask) {
        return new OctetWriter(VERSION).text(ask.holder()).number(ask.id()).integer(ask.limit()).integer(ask.busy()).integer(ask.wanted())
                .integer(ask.spare()).octets();
    }

    static PermitAsk decodeAsk(byte[] octets) {
        return OctetReader.read("permit ask", VERSION, octets,
                in -> new PermitAsk(in.text(), in.number(), in.integer(), in.integer(), in.integer(), in.integer()));
    }

    static byte[] encodeHeld(int held) {
        return new OctetWriter(VERSION).integer(held).octets();
    }

    static int decodeHeld(byte[] octets) {
        return OctetReader.read("permit answer", VERSION, octets, OctetReader::integer);
    }
}
