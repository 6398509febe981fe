package io.gridgate.upstream.codec;

import java.nio.ByteBuffer;
import org.apache.hc.core5.reactor.ProtocolIOSession;

/**
 * HttpCore's session, and what the strict parser and decoders need of it beyond that: they read what it has read, in place.
 *
 * <p>Thread-safety: confined to the connection's loop.
 */
public interface CodecSession extends ProtocolIOSession {

    /** Returns what was read and not consumed yet. */
    ByteBuffer input();

    /** Returns whether nothing comes after {@link #input}. */
    boolean isEndOfInput();

    /** Returns whether the end of the input was the peer's own word and no cut, as far as that can be told. */
    boolean endedProperly();

    /** Returns whether a request is under way whose answer has not come. */
    boolean expectsAnswer();

    /** Returns who takes the body of the answer that comes now. */
    BodyReceiver receiver();

    /** An interim answer was read. */
    void onInterim(AnswerHead interim);

    /** The head of the final answer was read and is about to be acted upon. */
    void onAnswerHead(int status);

    /** The body that comes now is taken off the input by that decoder. */
    void decoder(BodyDecoder decoder);
}
