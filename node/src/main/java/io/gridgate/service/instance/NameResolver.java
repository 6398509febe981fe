package io.gridgate.service.instance;

import io.gridgate.config.value.Cidr;
import io.gridgate.config.value.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * The port through which names become addresses.
 *
 * <p>Thread-safety: thread-safe. Blocks, and for long when a name server is silent: never called on a selector.
 */
@FunctionalInterface
public interface NameResolver {

    /**
     * Returns the addresses of the name, at least one.
     *
     * @throws UnknownHostException when it has none, or nobody can say now
     */
    List<InetAddress> resolve(String name) throws UnknownHostException;

    /** Returns the resolver of this machine: its hosts file, its name servers. */
    static NameResolver system() {
        return name -> List.of(InetAddress.getAllByName(name));
    }

    /** Returns the socket address of a literal host, or an unresolved one for a name. Never looks a name up. */
    static InetSocketAddress literalOrUnresolved(HostPort at) {
        return Cidr.isAddress(at.host())
                ? new InetSocketAddress(InetAddress.ofLiteral(at.host()), at.port())
                : InetSocketAddress.createUnresolved(at.host(), at.port());
    }
}
