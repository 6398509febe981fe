package io.gridgate.wire;

import java.io.IOException;
import org.glassfish.grizzly.nio.NIOConnection;

/**
 * How a connect ended: exactly one of the two is called, once, on the loop that asked, perhaps within the call.
 *
 * <p>Thread-safety: confined to the loop.
 */
public interface ConnectCallback {

    /** The socket is connected, and its processor will hear its events from now on. */
    void onConnected(NIOConnection connection);

    /** There is no connection: refused, unreachable, unresolved or too slow ({@link java.net.SocketTimeoutException}). */
    void onFailed(IOException cause);
}
