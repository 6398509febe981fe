package io.gridgate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * The admin API of one node, as an operator's script uses it.
 *
 * <p>Thread-safety: thread-safe.
 */
final class AdminClient {
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2)).build();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final int port;

    AdminClient(int port) {
        this.port = port;
    }

    boolean isReady() {
        try {
            return get("/ready").statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    HttpResponse<String> get(String path) {
        return send(request(path).GET());
    }

    JsonNode json(String path) {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(() -> path + ": " + answer.body()).isEqualTo(200);
        return parse(answer.body());
    }

    HttpResponse<String> put(String document) {
        return send(request("/admin/v1/config").header("Content-Type", "application/yaml").PUT(BodyPublishers.ofString(document)));
    }

    HttpResponse<String> put(String document, String ifMatch) {
        return send(request("/admin/v1/config").header("Content-Type", "application/yaml").header("If-Match", ifMatch)
                .PUT(BodyPublishers.ofString(document)));
    }

    HttpResponse<String> post(String path, String body) {
        return send(request(path).POST(BodyPublishers.ofString(body)));
    }

    /** Applies the document and returns its revision; fails when it is refused. */
    int apply(String document) {
        HttpResponse<String> answer = put(document);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return parse(answer.body()).path("revision").asInt();
    }

    /** Returns how many nodes the grid has, as the node sees it. */
    int members() {
        return json("/admin/v1/cluster").path("members").size();
    }

    /** Returns the sum of the samples of that metric whose labels contain the text. */
    double metric(String name, String labels) {
        return get("/metrics").body().lines()
                .filter(line -> line.startsWith(name) && line.contains(labels) && !line.startsWith("#"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(Duration.ofSeconds(45));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
