package io.gridgate.cli.client;

import io.gridgate.cli.output.CommandFailure;
import java.io.ByteArrayInputStream;
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
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    private final Duration readTimeout;

    private AdminClient(URI url, @Nullable String authorization, HttpClient http, Duration readTimeout) {
        this.url = url;
        this.authorization = authorization;
        this.http = http;
        this.readTimeout = readTimeout;
    }

    /** Returns a client of that address; reads the token and certificates, and connects to nothing yet. */
    public static AdminClient of(AdminAddress address) {
        return of(address, READ_TIMEOUT);
    }

    static AdminClient of(AdminAddress address, Duration readTimeout) {
        HttpClient.Builder http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT);
        if (address.caFile() != null) {
            http.sslContext(Trust.in(address.caFile()));
        }
        Path tokenFile = address.tokenFile();
        return new AdminClient(address.url(), tokenFile == null ? null : "Bearer " + token(tokenFile), http.build(), readTimeout);
    }

    /** Returns the answer to GET of that path; {@code accept} null: anything. */
    public Answer get(String path, @Nullable String accept) {
        HttpRequest.Builder request = request(path).timeout(readTimeout).GET();
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
     * Returns the id that the stream of events goes on after, once the node has ended it or the connection broke.
     *
     * @param lastId of the event that it goes on after; empty: from now on
     * @param listener gets the JSON of each event, on this thread
     */
    public String events(String path, String lastId, Consumer<String> listener) {
        HttpRequest.Builder request = request(path).setHeader("Accept", "text/event-stream").GET();
        if (!lastId.isEmpty()) {
            request.setHeader("Last-Event-ID", lastId);
        }
        InputStream stream = begun(request.build());
        return new EventReader(lastId, listener).read(stream);
    }

    /** A time-out of the request itself would end the stream, too, from JDK 26 on. */
    private InputStream begun(HttpRequest request) {
        CompletableFuture<HttpResponse<InputStream>> begun = http.sendAsync(request, answer -> answer.statusCode() == 200
                ? BodySubscribers.ofInputStream()
                : BodySubscribers.mapping(BodySubscribers.ofByteArray(), ByteArrayInputStream::new));
        try {
            HttpResponse<InputStream> response = begun.get(readTimeout.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new Answer(url.toString(), response.statusCode(), null, response.body().readAllBytes()).failure();
            }
            return response.body();
        } catch (TimeoutException e) {
            throw failure(new HttpTimeoutException("no answer"));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException broken ? failure(broken) : new IllegalStateException(e);
        } catch (IOException e) {
            throw failure(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted");
        } finally {
            begun.cancel(true);
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
        try {
            HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
            return new Answer(url.toString(), response.statusCode(), response.headers().firstValue("ETag").orElse(null), response.body());
        } catch (IOException e) {
            throw failure(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted");
        }
    }

    private CommandFailure failure(IOException cause) {
        return new CommandFailure(switch (cause) {
            case HttpConnectTimeoutException e -> unreachable(e);
            case ConnectException e -> unreachable(e);
            case HttpTimeoutException _ -> url + " gave no answer in time";
            case SSLException e -> url + ": " + reason(e, "TLS failed") + "; --ca-file names the certificate to trust";
            default -> url + ": " + reason(cause, "connection broken");
        });
    }

    private String unreachable(IOException cause) {
        return "no node answers at " + url + " (" + reason(cause, "connection refused") + "); --admin names another";
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
