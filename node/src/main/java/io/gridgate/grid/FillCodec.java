package io.gridgate.grid;

import io.gridgate.cache.shared.FillState;
import io.gridgate.cache.shared.FillState.Ending;
import io.gridgate.cache.shared.FillState.Step;
import io.gridgate.cache.shared.KeyFill;
import org.jspecify.annotations.Nullable;

/**
 * The octets of the fetches that nodes share, and of what nodes do with them.
 *
 * <p>Thread-safety: stateless.
 */
final class FillCodec {

    static final int VERSION = 1;
    private static final Ending[] ENDINGS = {Ending.LANDED, Ending.PASSED, Ending.FAILED, Ending.STAYED};

    private FillCodec() {}

    static byte[] encode(KeyFill fill) {
        OctetWriter out = new OctetWriter(VERSION).number(fill.order());
        OctetWriter written = switch (fill.state()) {
            case FillState.Free _ -> out.octet(0);
            case FillState.Filling there -> out.octet(1).text(there.member()).number(there.id()).octet(there.awaited() ? 1 : 0);
            case FillState.Landed landed -> out.octet(2).number(landed.id());
            case FillState.Passed _ -> out.octet(3);
            case FillState.Stayed _ -> out.octet(4);
        };
        return written.octets();
    }

    static KeyFill decode(byte @Nullable [] octets) {
        return octets == null ? KeyFill.NONE
                : OctetReader.read("fill", VERSION, octets, in -> new KeyFill(in.number(), state(in)));
    }

    private static FillState state(OctetReader in) {
        int kind = in.octet();
        return switch (kind) {
            case 0 -> new FillState.Free();
            case 1 -> new FillState.Filling(in.text(), in.number(), in.octet() == 1);
            case 2 -> new FillState.Landed(in.number());
            case 3 -> new FillState.Passed();
            case 4 -> new FillState.Stayed();
            default -> throw new IllegalArgumentException("fill: " + kind + " (expected: 0 to 4)");
        };
    }

    static byte[] encode(Step step) {
        OctetWriter out = new OctetWriter(VERSION);
        OctetWriter written = switch (step) {
            case Step.Claim claim -> out.octet(0).text(claim.member()).number(claim.id()).number(claim.known());
            case Step.Settle settle -> out.octet(1).text(settle.member()).number(settle.id()).octet(octet(settle.ending()));
            case Step.Drop _ -> out.octet(2);
        };
        return written.octets();
    }

    static Step decodeStep(byte[] octets) {
        return OctetReader.read("fill's step", VERSION, octets, in -> {
            int kind = in.octet();
            return switch (kind) {
                case 0 -> new Step.Claim(in.text(), in.number(), in.number());
                case 1 -> new Step.Settle(in.text(), in.number(), ending(in.octet()));
                case 2 -> new Step.Drop();
                default -> throw new IllegalArgumentException("fill's step: " + kind + " (expected: 0 to 2)");
            };
        });
    }

    static int octet(Ending ending) {
        return switch (ending) {
            case LANDED -> 0;
            case PASSED -> 1;
            case FAILED -> 2;
            case STAYED -> 3;
        };
    }

    static Ending ending(int octet) {
        if (octet < 0 || octet >= ENDINGS.length) {
            throw new IllegalArgumentException("fill's ending: " + octet + " (expected: 0 to " + (ENDINGS.length - 1) + ")");
        }
        return ENDINGS[octet];
    }
}
