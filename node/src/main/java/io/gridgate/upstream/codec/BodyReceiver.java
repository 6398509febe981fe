package io.gridgate.upstream.codec;

import io.gridgate.http.Headers;
import java.nio.ByteBuffer;

/**
 * Who takes the body of an answer from its decoder.
 *
 * <p>Thread-safety: confined to the connection's loop.
 */
public interface BodyReceiver {

    /** Returns whether content may be delivered now. */
    boolean isReady();

    /** Takes all remaining octets. */
    void onContent(ByteBuffer content);

    /** The body is complete. */
    void onComplete(Headers trailers);
}
