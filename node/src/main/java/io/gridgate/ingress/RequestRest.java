package io.gridgate.ingress;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What is still to come of the request under way. Behind its answer a short rest is skipped, so that the connection can go on.
 *
 * <p>Thread-safety: confined to its loop.
 */
final class RequestRest {

    private static final long SKIPPED_OCTETS_MAX = 64 << 10;

    private @Nullable BodyFraming framing;
    private boolean continuePending;
    private long skipped;

    /** A request has this body, or none if it is null. */
    void begin(@Nullable BodyFraming bodyFraming, boolean continueExpected) {
        framing = bodyFraming;
        continuePending = bodyFraming != null && continueExpected;
        skipped = 0;
    }

    /** The body has ended, or nobody will look at it any more. */
    void end() {
        framing = null;
    }

    /** Returns whether something is still to come. */
    boolean isOpen() {
        return framing != null;
    }

    /** Returns whether an end of the input now would cut the request off. */
    boolean isCutOffByEnd() {
        return framing != null && framing.left() != 0;
    }

    /** Returns whether the client waits for an interim answer before it sends the body. */
    boolean awaitsContinue() {
        return continuePending;
    }

    /** The interim answer is on its way. */
    void continued() {
        continuePending = false;
    }

    /**
     * Returns whether the rest can be skipped: it is short, and the client will send it in any case.
     *
     * @param begun whether something of the body has come
     */
    boolean canBeSkipped(boolean begun) {
        return framing == null || (begun || !continuePending) && framing.left() <= SKIPPED_OCTETS_MAX;
    }

    /** Skips what {@code in} has of the rest up to the next frame; returns whether there may be more to skip. */
    boolean skip(ByteBuffer in, byte[] scratch) {
        BodyFraming rest = framing;
        if (rest == null) {
            return true;
        }
        int octets = rest.next(in, scratch);
        if (octets == BodyFraming.END) {
            framing = null;
        } else if (octets != BodyFraming.STARVED) {
            in.position(in.position() + octets);
            rest.took(octets);
            skipped += octets;
        }
        return octets != BodyFraming.STARVED;
    }

    /** Returns whether more was skipped than a connection is worth. */
    boolean isTooLong() {
        return skipped > SKIPPED_OCTETS_MAX;
    }
}
