package io.gridgate.ingress;

import io.gridgate.exchange.Client;
import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tells who a client is from its connection and, where the peer is a trusted proxy, from what that says.
 *
 * <p>The address is the rightmost one that no trusted proxy has: whatever stands left of it anybody may have written.
 *
 * <p>Thread-safety: immutable.
 */
final class ClientResolver {

    private final Predicate<InetAddress> trustedProxy;

    ClientResolver(Predicate<InetAddress> trustedProxy) {
        this.trustedProxy = trustedProxy;
    }

    /** Returns who is at the other end of a connection, as far as that alone tells. */
    Client ofPeer(InetAddress peer, boolean tls, int port) {
        return new Client(peer, peer.getHostAddress(), trustedProxy.test(peer), tls ? "https" : "http", port);
    }

    /** Returns who sent a request over that connection: the peer itself unless it is trusted. */
    Client ofRequest(Client peer, Headers headers) {
        if (!peer.trusted()) {
            return peer;
        }
        String scheme = scheme(headers.all(HeaderNames.X_FORWARDED_PROTO), peer.scheme());
        String address = headers.contains(HeaderNames.X_FORWARDED_FOR)
                ? rightmostUntrusted(headers.all(HeaderNames.X_FORWARDED_FOR), false, peer.address())
                : rightmostUntrusted(headers.all(HeaderNames.FORWARDED), true, peer.address());
        return new Client(peer.peer(), address, true, scheme, peer.port());
    }

    private static String scheme(List<String> values, String otherwise) {
        if (values.isEmpty()) {
            return otherwise;
        }
        String last = values.getLast();
        String scheme = last.substring(last.lastIndexOf(',') + 1).strip().toLowerCase(Locale.ROOT);
        return scheme.equals("http") || scheme.equals("https") ? scheme : otherwise;
    }

    private String rightmostUntrusted(List<String> values, boolean forwarded, String peer) {
        String nearest = peer;
        for (String value : values.reversed()) {
            String[] hops = value.split(",", -1);
            for (int i = hops.length - 1; i >= 0; i--) {
                InetAddress address = literal(forwarded ? forParameter(hops[i]) : hops[i].strip());
                if (address == null) {
                    return nearest;
                }
                nearest = address.getHostAddress();
                if (!trustedProxy.test(address)) {
                    return nearest;
                }
            }
        }
        return nearest;
    }

    /** RFC 7239 4: {@code for=192.0.2.60;proto=http;by=203.0.113.43}. */
    private static String forParameter(String element) {
        for (String pair : element.split(";", -1)) {
            String parameter = pair.strip();
            if (parameter.regionMatches(true, 0, "for=", 0, 4)) {
                String node = parameter.substring(4).strip();
                boolean quoted = node.length() >= 2 && node.startsWith("\"") && node.endsWith("\"");
                return quoted ? node.substring(1, node.length() - 1) : node;
            }
        }
        return "";
    }

    /** Returns the address of {@code 192.0.2.1}, {@code 192.0.2.1:80}, {@code 2001:db8::1} or {@code [2001:db8::1]:80}; asks no name service. */
    private static @Nullable InetAddress literal(String node) {
        String address = node;
        if (node.startsWith("[")) {
            int end = node.indexOf(']');
            address = end < 0 ? "" : node.substring(1, end);
        } else if (node.indexOf(':') == node.lastIndexOf(':') && node.indexOf(':') > 0) {
            address = node.substring(0, node.indexOf(':'));
        }
        try {
            return address.isEmpty() ? null : InetAddress.ofLiteral(address);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
