package io.gridgate.cluster;

import static java.util.Objects.requireNonNull;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A client that keeps one connection and never repeats a request by itself, so that no failure stays hidden.
 *
 * <p>Thread-safety: one thread.
 */
final class WireClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final int port;
    private final String host;
    private @Nullable Socket socket;
    private @Nullable InputStream in;

    WireClient(int port) {
        this(port, "127.0.0.1:" + port);
    }

    /** Creates a client that asks for that host, whatever the node. */
    WireClient(int port, String host) {
        this.port = port;
        this.host = host;
    }

    /** An answer: status, fields by lower-case name, body. */
    record Answer(int status, Map<String, String> headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        boolean closes() {
            return "close".equalsIgnoreCase(headers.get("connection"));
        }
    }

    /** Returns the answer to a GET of that path, on the open connection if there is one. */
    Answer get(String path) throws IOException {
        return ask("GET", path);
    }

    /** Returns the answer to a request without a body. */
    Answer ask(String method, String path) throws IOException {
        if (socket == null) {
            open();
        }
        try {
            Socket open = requireNonNull(socket);
            open.getOutputStream().write((method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            Answer answer = read();
            if (answer.closes()) {
                close();
            }
            return answer;
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    void open() throws IOException {
        Socket fresh = new Socket();
        fresh.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        fresh.setSoTimeout(TIMEOUT_MILLIS);
        fresh.setTcpNoDelay(true);
        socket = fresh;
        in = new BufferedInputStream(fresh.getInputStream());
    }

    /** Sends a GET on a new connection and reads nothing of its answer. */
    void ask(String path) throws IOException {
        open();
        requireNonNull(socket).getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns whether octets of an answer have come that nobody has read. */
    boolean isAnswered() throws IOException {
        return requireNonNull(in).available() > 0;
    }

    /** Sends a GET and closes without reading more than the first octets of the answer. */
    void vanishMidAnswer(String path) throws IOException {
        open();
        Socket fresh = requireNonNull(socket);
        fresh.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        byte[] some = new byte[256];
        if (fresh.getInputStream().read(some) < 0) {
            throw new EOFException("no answer");
        }
        close();
    }

    @Override
    public void close() {
        Socket open = socket;
        socket = null;
        in = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Answer read() throws IOException {
        String status = line();
        Map<String, String> headers = new TreeMap<>();
        for (String field = line(); !field.isEmpty(); field = line()) {
            int colon = field.indexOf(':');
            headers.put(field.substring(0, colon).toLowerCase(Locale.ROOT), field.substring(colon + 1).strip());
        }
        return new Answer(Integer.parseInt(status.substring(9, 12)), headers, body(headers));
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        String length = headers.get("content-length");
        if (length != null) {
            return exactly(Integer.parseInt(length));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            out.write(exactly(size));
            line();
        }
        line();
        return out.toByteArray();
    }

    private byte[] exactly(int n) throws IOException {
        byte[] octets = requireNonNull(in).readNBytes(n);
        if (octets.length < n) {
            throw new EOFException("the connection ended " + (n - octets.length) + " octets early");
        }
        return octets;
    }

    private String line() throws IOException {
        InputStream from = requireNonNull(in);
        StringBuilder text = new StringBuilder();
        for (int c = from.read(); c != '\n'; c = from.read()) {
            if (c < 0) {
                throw new EOFException("the connection ended in a head: " + text);
            }
            if (c != '\r') {
                text.append((char) c);
            }
        }
        return text.toString();
    }
}
