package io.gridgate.config.value;

/**
 * A host and a port as written in a document: {@code 10.0.1.1:8080}, {@code [::1]:8080}, {@code user.svc:80}.
 *
 * <p>Thread-safety: immutable.
 *
 * @param host a name, an IPv4 address or an IPv6 address without brackets
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {
    public HostPort {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("host: empty (expected: a name or an address)");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1-65535)");
        }
    }

    /**
     * Returns the host and port of {@code host:port}.
     *
     * @throws IllegalArgumentException if there is no port, or the host has octets that no host has
     */
    public static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("\"" + text + "\" is not host:port");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
            if (!Cidr.isAddress(host) || host.indexOf(':') < 0) {
                throw new IllegalArgumentException("\"" + text + "\" is not host:port: no IPv6 address in brackets");
            }
        } else if (!isName(host)) {
            throw new IllegalArgumentException("\"" + text + "\" is not host:port");
        }
        return new HostPort(host, port(text, colon + 1));
    }

    private static int port(String text, int from) {
        String digits = text.substring(from);
        boolean number = !digits.isEmpty() && digits.length() <= 5 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = number ? Integer.parseInt(digits) : 0;
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("\"" + text + "\": port \"" + digits + "\" is not 1-65535");
        }
        return port;
    }

    /** Returns whether the text is a host name or an IPv4 address by its characters (RFC 1123 2.1, underscores allowed). */
    public static boolean isName(String host) {
        if (host.isEmpty() || host.length() > 253) {
            return false;
        }
        for (String label : host.split("\\.", -1)) {
            if (label.isEmpty() || label.length() > 63 || label.startsWith("-") || label.endsWith("-")) {
                return false;
            }
            if (!label.chars().allMatch(HostPort::isNameCharacter)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNameCharacter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }

    /** Returns {@code host:port}, an IPv6 host in brackets. */
    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
