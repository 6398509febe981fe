package io.gridgate.upstream.session;

import io.gridgate.upstream.codec.AnswerHead;
import io.gridgate.upstream.codec.BodyReceiver;

/**
 * Who owns a session, as the session sees it.
 *
 * <p>Thread-safety: confined to the session's loop.
 */
interface SessionOwner {

    /** Returns whether a request is under way whose answer has not come. */
    boolean expectsAnswer();

    /** Returns who takes the body of the answer that comes now. */
    BodyReceiver receiver();

    /** An interim answer was read. */
    void onInterim(AnswerHead interim);

    /** The head of the final answer was read and is about to be acted upon. */
    void onAnswerHead(int status);

    /** Octets came or went. */
    void onProgress();

    /** A run is over and the session is open. */
    void onSettled();

    /** The session is over; called once. */
    void onEnded();
}
