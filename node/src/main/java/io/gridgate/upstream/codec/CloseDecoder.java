package io.gridgate.upstream.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hc.core5.http.ConnectionClosedException;

/**
 * A body that the end of its connection ends (RFC 9112 6.3). Over TLS that end must be the backend's word (9.8), since a cut
 * would look the same.
 *
 * <p>Thread-safety: confined to the connection's loop.
 */
final class CloseDecoder extends BodyDecoder {

    private final CodecSession session;

    CloseDecoder(CodecSession session, BodyReceiver receiver) {
        super(session, receiver);
        this.session = session;
    }

    @Override
    int content(ByteBuffer input) {
        return input.remaining();
    }

    @Override
    void delivered(int octets) {
        // Nothing counts down: the end of the stream is the end of the body.
    }

    @Override
    void endOfInput() throws IOException {
        if (!session.endedProperly()) {
            throw new ConnectionClosedException("the TLS connection was cut, so the body may be cut too");
        }
        complete();
    }
}
