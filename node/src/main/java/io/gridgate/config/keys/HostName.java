package io.gridgate.config.keys;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * The machine's own name, for a node that is given none.
 *
 * <p>Thread-safety: stateless.
 */
final class HostName {

    private static final String UNKNOWN = "node";

    private HostName() {}

    /** Returns the machine's host name without characters that no node's name has; {@code node} if the machine does not know it. */
    static String local() {
        try {
            String name = InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9._-]", "-").replaceFirst("^[^A-Za-z0-9]+", "");
            return name.isEmpty() ? UNKNOWN : name.substring(0, Math.min(128, name.length()));
        } catch (UnknownHostException e) {
            return UNKNOWN;
        }
    }
}
