package io.gridgate.upstream;

import io.gridgate.fixture.ScriptedBackend;
import java.io.IOException;

/**
 * Octets that depend on their position, so that a lost, doubled or moved one shows.
 *
 * <p>Thread-safety: stateless.
 */
final class Patterns {

    private static final int CHUNK = 100_000;

    private Patterns() {}

    static byte at(long position) {
        return (byte) (position * 31 + (position >>> 8) * 7 + (position >>> 16));
    }

    static void check(byte[] octets) {
        for (int i = 0; i < octets.length; i++) {
            if (octets[i] != at(i)) {
                throw new AssertionError("octet " + i + " is " + octets[i] + " (expected: " + at(i) + ")");
            }
        }
    }

    /** Answers with that many octets. */
    static void pour(ScriptedBackend.Peer peer, long octets, boolean chunked) throws IOException {
        peer.write("HTTP/1.1 200 OK\r\n" + (chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + octets) + "\r\n\r\n");
        byte[] piece = new byte[CHUNK];
        for (long at = 0; at < octets;) {
            int n = (int) Math.min(piece.length, octets - at);
            for (int i = 0; i < n; i++) {
                piece[i] = at(at + i);
            }
            if (chunked) {
                peer.write(Integer.toHexString(n) + "\r\n");
            }
            peer.out().write(piece, 0, n);
            if (chunked) {
                peer.write("\r\n");
            }
            at += n;
        }
        if (chunked) {
            peer.write("0\r\n\r\n");
        }
    }
}
