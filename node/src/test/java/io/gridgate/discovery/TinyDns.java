package io.gridgate.discovery;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A name server on UDP that knows SRV records alone (RFC 1035 4, RFC 2782).
 *
 * <p>Thread-safety: thread-safe; one thread answers.
 */
final class TinyDns implements AutoCloseable {

    private static final int SRV = 33;
    private static final int NO_SUCH_NAME = 3;

    private final DatagramSocket socket;
    private final Map<String, List<Srv>> records = new ConcurrentHashMap<>();
    private volatile boolean silent;

    private TinyDns(DatagramSocket socket) {
        this.socket = socket;
    }

    static TinyDns start() {
        try {
            TinyDns dns = new TinyDns(new DatagramSocket(0, InetAddress.getLoopbackAddress()));
            Thread.ofPlatform().daemon().name("tiny-dns").start(dns::serve);
            return dns;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what a client calls this server. */
    String url() {
        return "dns://127.0.0.1:" + socket.getLocalPort();
    }

    void set(String name, Srv... targets) {
        records.put(name, List.of(targets));
    }

    void remove(String name) {
        records.remove(name);
    }

    void silent(boolean now) {
        silent = now;
    }

    private void serve() {
        byte[] buffer = new byte[512];
        while (!socket.isClosed()) {
            try {
                DatagramPacket query = new DatagramPacket(buffer, buffer.length);
                socket.receive(query);
                if (!silent) {
                    byte[] answer = answer(query.getData(), query.getLength());
                    socket.send(new DatagramPacket(answer, answer.length, query.getSocketAddress()));
                }
            } catch (IOException e) {
                return;
            }
        }
    }

    private byte[] answer(byte[] query, int length) throws IOException {
        List<Srv> targets = records.get(name(query));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(query, 0, 2);
        out.writeShort(targets == null ? 0x8580 | NO_SUCH_NAME : 0x8580);
        out.writeShort(1);
        out.writeShort(targets == null ? 0 : targets.size());
        out.writeInt(0);
        out.write(query, 12, questionEnd(query, length) - 12);
        for (Srv target : targets == null ? List.<Srv>of() : targets) {
            byte[] encoded = encoded(target.host());
            out.writeShort(0xC00C);
            out.writeShort(SRV);
            out.writeShort(1);
            out.writeInt(1);
            out.writeShort(6 + encoded.length);
            out.writeShort(target.priority());
            out.writeShort(target.weight());
            out.writeShort(target.port());
            out.write(encoded);
        }
        return bytes.toByteArray();
    }

    private static String name(byte[] query) {
        StringBuilder name = new StringBuilder();
        for (int at = 12; query[at] != 0; at += query[at] + 1) {
            name.append(name.isEmpty() ? "" : ".").append(new String(query, at + 1, query[at], US_ASCII));
        }
        return name.toString();
    }

    private static int questionEnd(byte[] query, int length) {
        int at = 12;
        while (at < length && query[at] != 0) {
            at += query[at] + 1;
        }
        return at + 5;
    }

    private static byte[] encoded(String host) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String label : host.isEmpty() ? new String[0] : host.split("\\.", -1)) {
            bytes.write(label.length());
            bytes.writeBytes(label.getBytes(US_ASCII));
        }
        bytes.write(0);
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        socket.close();
    }

    record Srv(int priority, int weight, int port, String host) {}
}
