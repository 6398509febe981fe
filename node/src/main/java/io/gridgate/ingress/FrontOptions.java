package io.gridgate.ingress;

import io.gridgate.wire.ConnectionGate;
import io.gridgate.wire.ServerTls;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One listener for HTTP/1.1.
 *
 * @param name of the listener, as metrics and errors show it
 * @param bind a resolved address; port 0 = any free one
 * @param tls null: clear text
 * @param gate the bound of connections, which listeners may share
 * @param trustedProxy whether a peer's forwarding fields are believed
 *
 * <p>Thread-safety: immutable.
 */
public record FrontOptions(String name, InetSocketAddress bind, @Nullable ServerTls tls, ConnectionGate gate, FrontLimits limits,
        Predicate<InetAddress> trustedProxy) {

    /** Returns a listener in clear text that trusts no proxy. */
    public static FrontOptions plain(String name, InetSocketAddress bind, ConnectionGate gate, FrontLimits limits) {
        return new FrontOptions(name, bind, null, gate, limits, address -> false);
    }
}
