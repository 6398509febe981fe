package io.gridgate.grid;

import io.gridgate.ratelimit.counter.Grant;

/**
 * The octets of a counter's answer.
 *
 * <p>Thread-safety: stateless.
 */
final class GrantCodec {

    static final int VERSION = 1;

    private GrantCodec() {}

    static byte[] encode(Grant grant) {
        return new OctetWriter(VERSION).number(grant.granted()).number(grant.left()).number(grant.leaseMillis()).number(grant.resetMillis())
                .number(grant.retryMillis()).octets();
    }

    static Grant decode(byte[] octets) {
        return OctetReader.read("grant", VERSION, octets,
                in -> new Grant(in.number(), in.number(), in.number(), in.number(), in.number()));
    }
}
