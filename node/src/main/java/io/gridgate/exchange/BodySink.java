package io.gridgate.exchange;

import io.gridgate.http.Headers;
import java.nio.ByteBuffer;

/**
 * The receiving end of a body: gets its octets, then exactly one of {@link #onEnd} and {@link #onFailure}.
 *
 * <p>Thread-safety: called on the exchange's loop only.
 */
public interface BodySink {

    /**
     * Takes all remaining octets of {@code data}, which is valid during the call only (copy what must stay).
     *
     * @return whether more may come now; after {@code false} nothing comes until {@link Body#resume}
     */
    boolean onData(ByteBuffer data);

    /** The body is complete. {@code trailers} is empty when there were none (RFC 9112 7.1.2). */
    void onEnd(Headers trailers);

    /** The body broke off; a receiver must never end it as if it were whole. */
    void onFailure(Throwable cause);
}
