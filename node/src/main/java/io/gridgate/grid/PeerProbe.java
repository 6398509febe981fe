package io.gridgate.grid;

import io.gridgate.config.value.HostPort;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/**
 * A look at the peers before the join: who answers, who is not there, who is silent.
 *
 * <p>Hazelcast by itself waits for silent peers for minutes. A node listens before it looks, so of two that start at once at least one sees the
 * other.
 *
 * <p>Thread-safety: stateless.
 */
final class PeerProbe {

    /** How a peer took the greeting. */
    enum Peer {
        ANSWERS,
        ABSENT,
        SILENT
    }

    private static final int CONNECT_MILLIS = 500;
    private static final int ANSWER_MILLIS = 1000;
    private static final byte[] MEMBER_PROTOCOL = "HZC".getBytes(StandardCharsets.US_ASCII);

    private PeerProbe() {}

    /** Returns how each of these peers takes a greeting, within two seconds; all at once. */
    static Map<HostPort, Peer> probe(List<HostPort> peers) {
        Map<HostPort, Peer> found = new ConcurrentHashMap<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            peers.forEach(peer -> threads.execute(() -> found.put(peer, probe(peer))));
        }
        return found;
    }

    private static Peer probe(HostPort peer) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(peer.host(), peer.port()), CONNECT_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.getOutputStream().write(MEMBER_PROTOCOL);
            byte[] answer = socket.getInputStream().readNBytes(MEMBER_PROTOCOL.length);
            return Arrays.equals(answer, MEMBER_PROTOCOL) ? Peer.ANSWERS : Peer.ABSENT;
        } catch (ConnectException e) {
            return Peer.ABSENT;
        } catch (IOException | RuntimeException e) {
            return Peer.SILENT;
        }
    }
}
