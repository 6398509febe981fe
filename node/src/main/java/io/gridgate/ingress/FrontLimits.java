package io.gridgate.ingress;

import java.time.Duration;

/**
 * What a client may ask of a connection.
 *
 * @param headOctetsMax the head of a request, its first line included, > 0
 * @param uriOctetsMax the target of a request, > 0
 * @param headerTimeout from a request's first octet, or from the accept, to the end of its head
 * @param idle between two requests, and between two octets of a body or of an answer that the client takes
 *
 * <p>Thread-safety: immutable.
 */
public record FrontLimits(int headOctetsMax, int uriOctetsMax, Duration headerTimeout, Duration idle) {

    /** The limits of a node whose document says nothing. */
    public static final FrontLimits DEFAULT = new FrontLimits(64 << 10, 16 << 10, Duration.ofSeconds(10), Duration.ofSeconds(75));

    public FrontLimits {
        if (headOctetsMax <= 0 || uriOctetsMax <= 0) {
            throw new IllegalArgumentException("octets: " + headOctetsMax + ", " + uriOctetsMax + " (expected: > 0)");
        }
    }
}
