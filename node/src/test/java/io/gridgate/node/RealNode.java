package io.gridgate.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gridgate.config.Checked;
import io.gridgate.config.NodeReader;
import io.gridgate.config.node.NodeDocument;
import io.gridgate.config.source.NamedText;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A whole node in this process, alone in its grid, on free ports of loopback, and what a test asks of it.
 *
 * <p>Thread-safety: thread-safe once started.
 */
final class RealNode implements AutoCloseable {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final GatewayNode node;
    private final String proxy;
    private final String admin;

    private RealNode(GatewayNode node) {
        this.node = node;
        this.proxy = address(node, "proxy");
        this.admin = address(node, "admin");
    }

    /** Returns a node that is ready, with its data in that folder. */
    static RealNode start(String cluster, Path directory) throws Exception {
        return start(cluster, directory, Map.of());
    }

    /** Returns a node that is ready, with its data in that folder, and these {@code GRIDGATE_*} variables. */
    static RealNode start(String cluster, Path directory, Map<String, String> variables) throws Exception {
        GatewayNode node = GatewayNode.start(document(cluster, directory, variables), null, _ -> {});
        node.awaitReady();
        return new RealNode(node);
    }

    /** Returns the document of such a node. */
    static NodeDocument document(String cluster, Path directory, Map<String, String> variables) {
        String text = """
                node: {name: gw-1, data_dir: %s}
                listeners: {http: {bind: 127.0.0.1, port: 0}, admin: {bind: 127.0.0.1, port: 0}}
                cluster: {name: %s-%d, bind: 127.0.0.1, port: 0}
                drain: {red: 0s, timeout: 5s}
                log: {access: "off"}
                """.formatted(directory, cluster, ProcessHandle.current().pid());
        return switch (NodeReader.read(List.of(new NamedText("node.yaml", text)), variables)) {
            case Checked.Accepted<NodeDocument> accepted -> accepted.document();
            case Checked.Refused<NodeDocument> refused -> throw new IllegalArgumentException(refused.problems().toString());
        };
    }

    private static String address(GatewayNode node, String listener) {
        return "http://" + node.addresses().stream().filter(address -> address.startsWith(listener + " ")).findFirst().orElseThrow()
                .substring(listener.length() + 1);
    }

    /** Returns the address of a path on the proxy listener. */
    URI proxy(String path) {
        return URI.create(proxy + path);
    }

    /** Returns the address of a path on the admin listener. */
    URI adminUri(String path) {
        return URI.create(admin + path);
    }

    /** Returns what the proxy listener answers to a GET. */
    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(proxy(path)));
    }

    /** Returns what the admin listener answers to a GET. */
    HttpResponse<String> admin(String path) {
        return send(HttpRequest.newBuilder(URI.create(admin + path)));
    }

    /** Returns what the admin listener answers to a POST of that JSON. */
    HttpResponse<String> post(String path, String json) {
        return send(HttpRequest.newBuilder(URI.create(admin + path)).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }

    /** Makes a gateway document the next revision. */
    void apply(String document) {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(admin + "/admin/v1/config"))
                .header("Content-Type", "application/yaml").PUT(BodyPublishers.ofString(document)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /** Returns the sum of all lines of the metrics that begin so. */
    double metric(String line) {
        return admin("/metrics").body().lines().filter(text -> text.startsWith(line))
                .mapToDouble(text -> Double.parseDouble(text.substring(text.lastIndexOf(' ') + 1))).sum();
    }

    /** Sees that no exchange left anything behind, and ends the node. */
    @Override
    public void close() {
        try {
            // A fetch of the cache is an exchange too, and ends by itself after its client has the answer.
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(metric("upstream_connections_leased")).isZero();
                assertThat(metric("requests_in_flight")).isZero();
            });
        } finally {
            node.drainAndClose();
        }
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        return HTTP.sendAsync(request.build(), BodyHandlers.ofString()).join();
    }
}
