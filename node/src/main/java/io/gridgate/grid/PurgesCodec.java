package io.gridgate.grid;

import io.gridgate.cache.Purge;
import io.gridgate.cache.PurgeBoard.Purges;
import io.gridgate.cache.PurgeBoard.Recorded;
import org.jspecify.annotations.Nullable;

/**
 * The octets of the purges of the response cache.
 *
 * <p>Thread-safety: stateless.
 */
final class PurgesCodec {

    static final int VERSION = 1;

    /** A purge that is to be added, above the number that its node knows. */
    record Step(Purge purge, long known) {}

    private static final Purge.By[] BY = {Purge.By.KEY, Purge.By.TAG, Purge.By.PATH, Purge.By.PREFIX};

    private PurgesCodec() {}

    static byte[] encode(Purges purges) {
        return new OctetWriter(VERSION).number(purges.floor())
                .list(purges.recorded(), (out, recorded) -> put(out.number(recorded.sequence()), recorded.purge())).octets();
    }

    static Purges decode(byte @Nullable [] octets) {
        return octets == null ? Purges.NONE : OctetReader.read("purges", VERSION, octets,
                in -> new Purges(in.number(), in.list(each -> new Recorded(each.number(), purge(each)))));
    }

    static byte[] encode(Step step) {
        return put(new OctetWriter(VERSION).number(step.known), step.purge).octets();
    }

    static Step decodeStep(byte[] octets) {
        return OctetReader.read("purge", VERSION, octets, in -> {
            long known = in.number();
            return new Step(purge(in), known);
        });
    }

    static byte[] encodeSeen(long sequence) {
        return new OctetWriter(VERSION).number(sequence).octets();
    }

    static long decodeSeen(byte @Nullable [] octets) {
        return octets == null ? -1 : OctetReader.read("seen purges", VERSION, octets, OctetReader::number);
    }

    private static OctetWriter put(OctetWriter out, Purge purge) {
        return out.octet(octet(purge.by())).octet(purge.soft() ? 1 : 0).text(purge.name());
    }

    private static Purge purge(OctetReader in) {
        int by = in.octet();
        boolean soft = in.octet() == 1;
        if (by < 0 || by >= BY.length) {
            throw new IllegalArgumentException("purge by " + by + " (expected: 0 to " + (BY.length - 1) + ")");
        }
        return new Purge(BY[by], in.text(), soft);
    }

    private static int octet(Purge.By by) {
        return switch (by) {
            case KEY -> 0;
            case TAG -> 1;
            case PATH -> 2;
            case PREFIX -> 3;
        };
    }
}
