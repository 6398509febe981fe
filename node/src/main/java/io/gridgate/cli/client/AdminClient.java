package io.gridgate.cli.client;

import io.gridgate.cli.output.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Calls the admin API of one node. Whatever keeps it from answering is a {@link CommandFailure} of one line.
 *
 * <p>Thread-safety: thread-safe. Every call blocks, at most as long as its time-out.
 */
public final class AdminClient implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(15);
    /** Longer than the node itself waits for a change. */
    private static final Duration CHANGE_TIMEOUT = Duration.ofSeconds(90);

    private final URI url;
    private final @Nullable String authorization;
    private final HttpClient http;

    private AdminClient(URI url, @Nullable String authorization, HttpClient http) {
        this.url = url;
        this.authorization = authorization;
        this.http = http;
    }

    /** Returns a client of that address; reads the token and certificates, and connects to nothing yet. */
    public static AdminClient of(AdminAddress address) {
        URI url = address.url();
        boolean known = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!known || url.getHost() == null) {
            throw new CommandFailure("--admin " + url + ": not a URL such as http://127.0.0.1:9080");
        }
        HttpClient.Builder http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT);
        if (address.caFile() != null) {
            http.sslContext(Trust.in(address.caFile()));
        }
        Path tokenFile = address.tokenFile();
        return new AdminClient(url, tokenFile == null ? null : "Bearer " + token(tokenFile), http.build());
    }

    /** Returns the answer to GET of that path; {@code accept} null: anything. */
    public Answer get(String path, @Nullable String accept) {
        HttpRequest.Builder request = request(path).timeout(READ_TIMEOUT).GET();
        if (accept != null) {
            request.setHeader("Accept", accept);
        }
        return send(request);
    }

    /** Returns the answer to GET of that path. */
    public Answer get(String path) {
        return get(path, null);
    }

    /** Returns the answer to PUT of that body; {@code ifMatch} null: unconditional. */
    public Answer put(String path, String contentType, byte[] body, @Nullable Long ifMatch) {
        return send(conditional(request(path).timeout(CHANGE_TIMEOUT).setHeader("Content-Type", contentType)
                .PUT(BodyPublishers.ofByteArray(body)), ifMatch));
    }

    /** Returns the answer to POST without a body; {@code ifMatch} null: unconditional. */
    public Answer post(String path, @Nullable Long ifMatch) {
        return send(conditional(request(path).timeout(CHANGE_TIMEOUT).POST(BodyPublishers.noBody()), ifMatch));
    }

    /** Returns the answer to POST of that body. */
    public Answer post(String path, String contentType, byte[] body) {
        return send(request(path).timeout(CHANGE_TIMEOUT).setHeader("Content-Type", contentType).POST(BodyPublishers.ofByteArray(body)));
    }

    /**
     * Returns when the node has ended the stream of events, or the connection broke.
     *
     * @param lastId of the event that it goes on after; empty: from now on
     * @param listener called by this thread
     */
    public void events(String path, String lastId, Consumer<ServerEvent> listener) {
        HttpRequest.Builder request = request(path).setHeader("Accept", "text/event-stream").GET();
        if (!lastId.isEmpty()) {
            request.setHeader("Last-Event-ID", lastId);
        }
        HttpResponse<InputStream> response = send(request, BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw refusal(response);
        }
        new EventReader(listener).read(response.body());
    }

    private CommandFailure refusal(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            return new Answer(url.toString(), response.statusCode(), null, body.readAllBytes()).failure();
        } catch (IOException e) {
            return new CommandFailure(url + ": " + reason(e, "connection broken"));
        }
    }

    /** Returns the path with the parameters as its query, percent-encoded; key: name → value: value. */
    public static String withQuery(String path, Map<String, String> parameters) {
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        parameters.forEach((name, value) -> query.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return path + query;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path));
        return authorization == null ? request : request.setHeader("Authorization", authorization);
    }

    private static HttpRequest.Builder conditional(HttpRequest.Builder request, @Nullable Long ifMatch) {
        return ifMatch == null ? request : request.setHeader("If-Match", "\"" + ifMatch + "\"");
    }

    private Answer send(HttpRequest.Builder request) {
        HttpResponse<byte[]> response = send(request, BodyHandlers.ofByteArray());
        return new Answer(url.toString(), response.statusCode(), response.headers().firstValue("ETag").orElse(null), response.body());
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
        try {
            return http.send(request.build(), body);
        } catch (HttpConnectTimeoutException | ConnectException e) {
            throw new CommandFailure("no node answers at " + url + " (" + reason(e, "connection refused") + "); --admin names another");
        } catch (HttpTimeoutException e) {
            throw new CommandFailure(url + " gave no answer in time");
        } catch (SSLException e) {
            throw new CommandFailure(url + ": " + reason(e, "TLS failed") + "; --ca-file names the certificate to trust");
        } catch (IOException e) {
            throw new CommandFailure(url + ": " + reason(e, "connection broken"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted");
        }
    }

    private static String reason(IOException e, String otherwise) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? otherwise : message.lines().findFirst().orElse(otherwise);
    }

    private static String token(Path file) {
        try {
            String token = Files.readString(file).strip();
            if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                throw new CommandFailure("--token-file " + file + ": it must hold one token and nothing else");
            }
            return token;
        } catch (NoSuchFileException e) {
            throw new CommandFailure("--token-file " + file + ": no such file");
        } catch (IOException e) {
            throw new CommandFailure("--token-file " + file + ": " + reason(e, "cannot be read"));
        }
    }
}
