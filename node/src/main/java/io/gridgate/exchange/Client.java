package io.gridgate.exchange;

import java.net.InetAddress;

/**
 * Who is at the other end of the front connection, and how the request reached us.
 *
 * @param peer the address of the connection's other end
 * @param address the client's address by the rightmost-untrusted rule: the peer's, or the last address of
 *     {@code X-Forwarded-For} / {@code Forwarded} that no trusted proxy has; what limits and logs call {@code client_ip}
 * @param trusted whether the peer is in {@code trusted_proxies}, so that its forwarding fields are appended to and not replaced
 * @param scheme {@code http} or {@code https}: the connection's, or what a trusted peer says
 * @param port the local port of the listener that accepted the connection
 *
 * <p>Thread-safety: immutable.
 */
public record Client(InetAddress peer, String address, boolean trusted, String scheme, int port) {}
