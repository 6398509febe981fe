package io.gridgate.ingress;

import io.gridgate.http.Headers;
import java.nio.ByteBuffer;

/**
 * Where the octets of one request body are in what its connection brings (RFC 9112 6).
 *
 * <p>Thread-safety: confined to one connection.
 */
interface BodyFraming {

    /** The answer of {@link #next} when octets must come first. */
    int STARVED = 0;

    /** The answer of {@link #next} behind the last octet of the body and its trailers. */
    int END = -1;

    /**
     * Moves over octets that only frame, and returns how many of the body stand at the position now (> 0), {@link #STARVED} or
     * {@link #END}.
     *
     * @param scratch where octets are looked at
     * @throws io.gridgate.exchange.GatewayException when the framing is broken
     */
    int next(ByteBuffer in, byte[] scratch);

    /** The caller has taken that many of them. */
    void took(int octets);

    /** Returns the octets that are still to come, or -1 when only the end will tell. */
    long left();

    /** Returns the trailers, once at the end. */
    Headers trailers();
}
