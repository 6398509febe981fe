package io.gridgate.exchange;

/**
 * The octets of a message, read once, pushed to one sink with back-pressure.
 *
 * <p>A producer pushes while {@link BodySink#onData} answers {@code true}, and waits after {@code false} until
 * {@link #resume}. Either side may call the other from within a call: a sink calls {@code resume} and {@code close} as the
 * last thing it does. Whoever holds a body and does not pass it on closes it.
 *
 * <p>Thread-safety: confined to the exchange's loop.
 */
public interface Body {

    /** Returns the number of octets to come, or -1 when only the end will tell. */
    long length();

    /** Begins to push; called once at most. A request body answers {@code Expect: 100-continue} now. */
    void start(BodySink sink);

    /** Goes on after a {@code false} of {@link BodySink#onData}; otherwise does nothing. */
    void resume();

    /** Gives the body up: nothing is pushed any more and what produces it is released. Does nothing after the end. */
    void close();

    /** Returns the body without octets. */
    static Body empty() {
        return MemoryBody.EMPTY;
    }

    /** Returns a body of these octets; the array is not copied and must not change. */
    static Body of(byte[] octets) {
        return octets.length == 0 ? MemoryBody.EMPTY : new MemoryBody(octets);
    }
}
