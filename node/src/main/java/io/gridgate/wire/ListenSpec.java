package io.gridgate.wire;

import java.net.InetSocketAddress;

/**
 * What is listened on, and who takes the connections.
 *
 * @param name of the listener, as metrics and errors show it
 * @param bind a resolved address; port 0 = any free one
 * @param gate the bound that its connections count against
 *
 * <p>Thread-safety: immutable.
 */
public record ListenSpec(String name, InetSocketAddress bind, ConnectionGate gate, Acceptor acceptor) {

    public ListenSpec {
        if (bind.isUnresolved()) {
            throw new IllegalArgumentException("bind: " + bind + " (expected: a resolved address)");
        }
    }
}
