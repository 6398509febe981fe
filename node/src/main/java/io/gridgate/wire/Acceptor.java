package io.gridgate.wire;

import io.gridgate.base.EventLoop;
import org.glassfish.grizzly.nio.NIOConnection;

/**
 * What takes over the connections of a listener.
 *
 * <p>Thread-safety: thread-safe; each call is made on the loop of its connection.
 */
@FunctionalInterface
public interface Acceptor {

    /**
     * Takes a new connection over and sets its processor. One that is not {@code admitted} is over the bound of connections: it
     * may be told so, and must be closed within seconds.
     */
    void onAccepted(NIOConnection connection, EventLoop loop, boolean admitted);
}
