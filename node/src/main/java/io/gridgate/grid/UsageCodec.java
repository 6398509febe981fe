package io.gridgate.grid;

import io.gridgate.ratelimit.usage.KeyUsage;
import io.gridgate.ratelimit.usage.LimitFacts;
import io.gridgate.ratelimit.usage.LimitUsage;
import java.util.List;

/**
 * The octets of what a node knows of the use of its limits.
 *
 * <p>Thread-safety: stateless.
 */
final class UsageCodec {

    static final int VERSION = 1;

    private UsageCodec() {}

    static byte[] encode(List<LimitUsage> usage) {
        return new OctetWriter(VERSION).list(usage, UsageCodec::write).octets();
    }

    static List<LimitUsage> decode(byte[] octets) {
        return OctetReader.read("usage", VERSION, octets, in -> in.list(UsageCodec::limit));
    }

    private static void write(OctetWriter out, LimitUsage usage) {
        LimitFacts facts = usage.limit();
        out.octet(code(facts.kind())).text(facts.name()).number(facts.limit()).number(facts.capacity()).text(facts.algorithm())
                .text(facts.window()).number(usage.keys()).list(usage.top(), UsageCodec::write);
    }

    private static LimitUsage limit(OctetReader in) {
        LimitFacts facts = new LimitFacts(kind(in.octet()), in.text(), in.number(), in.number(), in.text(), in.text());
        return new LimitUsage(facts, in.number(), in.list(UsageCodec::key));
    }

    private static void write(OctetWriter out, KeyUsage key) {
        out.text(key.key()).number(key.taken()).number(key.held()).number(key.ageMillis()).number(key.resetMillis());
    }

    private static KeyUsage key(OctetReader in) {
        return new KeyUsage(in.text(), in.number(), in.number(), in.number(), in.number());
    }

    /** Never an enum's ordinal, which a new kind might move. */
    private static int code(LimitFacts.Kind kind) {
        return switch (kind) {
            case RATE -> 1;
            case LOCAL_RATE -> 2;
            case CONCURRENCY -> 3;
        };
    }

    private static LimitFacts.Kind kind(int code) {
        return switch (code) {
            case 1 -> LimitFacts.Kind.RATE;
            case 2 -> LimitFacts.Kind.LOCAL_RATE;
            case 3 -> LimitFacts.Kind.CONCURRENCY;
            default -> throw new IllegalArgumentException("usage: kind " + code + " (expected: 1 to 3)");
        };
    }
}
