package io.gridgate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * Somebody who reads the events of one node.
 *
 * <p>Thread-safety: thread-safe.
 */
final class EventReader implements AutoCloseable {

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private volatile String lastId = "";

    private EventReader() {}

    /** Returns a reader of that node's events from now on, or after the last of another reader. */
    static EventReader of(NodeProcess node, String query, String lastId) throws Exception {
        EventReader reader = new EventReader();
        HttpRequest.Builder request = HttpRequest
                .newBuilder(URI.create("http://127.0.0.1:" + node.spec().adminPort() + "/admin/v1/events" + query));
        if (!lastId.isEmpty()) {
            request.header("Last-Event-ID", lastId);
        }
        HttpResponse<Stream<String>> answer = reader.http.send(request.build(), BodyHandlers.ofLines());
        assertThat(answer.statusCode()).isEqualTo(200);
        Thread.ofVirtual().start(() -> reader.read(answer.body()));
        return reader;
    }

    private void read(Stream<String> lines) {
        try {
            lines.forEach(this::take);
        } catch (UncheckedIOException e) {
            // The node was killed.
        }
    }

    private void take(String line) {
        if (line.startsWith("id: ")) {
            lastId = line.substring(4);
        } else if (line.startsWith("data: ")) {
            events.add(AdminClient.parse(line.substring(6)));
        }
    }

    String lastId() {
        return lastId;
    }

    List<JsonNode> events() {
        return events;
    }

    /** Returns the events of that type. */
    List<JsonNode> events(String type) {
        return events.stream().filter(event -> event.path("type").asText().equals(type)).toList();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
