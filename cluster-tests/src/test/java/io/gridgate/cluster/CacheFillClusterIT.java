package io.gridgate.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What one node fetches, all have; while it does, all wait for that. */
class CacheFillClusterIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int CLIENTS = 300;
    /** More than the grid takes. */
    private static final int LARGE = 5 << 20;
    private static final String HOST = "pages.test";

    @RegisterExtension final Cluster cluster = new Cluster();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private Pages pages;

    @BeforeEach
    void start() throws IOException {
        pages = Pages.start();
    }

    @AfterEach
    void stop() {
        pages.gate.countDown();
        threads.close();
        pages.close();
    }

    @Test
    void aHerdOnThreeNodesIsOneFetchPerKey() throws Exception {
        // Given
        serve(3);
        pages.gate = new CountDownLatch(1);

        // When
        List<Future<WireClient.Answer>> answers = herd("/slow");
        await().atMost(SOON).until(() -> waiting() == CLIENTS - 1);
        pages.gate.countDown();

        // Then
        for (Future<WireClient.Answer> answer : answers) {
            assertThat(answer.get().text()).isEqualTo("/slow 1");
        }
        for (int key = 2; key <= 20; key++) {
            String path = "/quick" + key;
            for (Future<WireClient.Answer> answer : herd(path)) {
                assertThat(answer.get().text()).isEqualTo(path + " " + key);
            }
        }
        assertThat(pages.requests).hasValue(20);
    }

    @Test
    void aFillingNodeThatDiesIsReplacedByOneOther() throws Exception {
        // Given
        serve(3);
        pages.gate = new CountDownLatch(1);
        List<Future<WireClient.Answer>> answers = herd("/slow");
        await().atMost(SOON).until(() -> waiting() == CLIENTS - 1 && ofGrid("waiting") == 2);
        int filling = 0;
        while (waiting(cluster.node(filling)) == CLIENTS / 3) {
            filling++;
        }

        // When
        cluster.node(filling).kill();
        await().atMost(SOON).until(() -> pages.requests.get() >= 2);
        pages.gate.countDown();

        // Then
        for (int i = 0; i < CLIENTS; i++) {
            if (i % 3 != filling) {
                assertThat(answers.get(i).get().text()).as(this::counts).isEqualTo("/slow 2");
            }
        }
        assertThat(pages.requests).as(this::counts).hasValue(2);
    }

    @Test
    void whatOneNodeFetchedOthersAndJoinersHaveAlsoWhenItIsGone() throws Exception {
        serve(2);
        assertThat(get(0, "/a").text()).isEqualTo("/a 1");
        WireClient.Answer others = get(1, "/a");
        assertThat(others.text()).isEqualTo("/a 1");
        assertThat(others.headers().get("cache-status")).endsWith("; detail=grid");

        cluster.launch().awaitReady();
        await().atMost(SOON).until(() -> cluster.node(2).admin().members() == 3);
        WireClient.Answer joiners = get(2, "/a");
        assertThat(joiners.text()).isEqualTo("/a 1");
        assertThat(joiners.headers().get("cache-status")).endsWith("; detail=grid");

        assertThat(get(0, "/b").text()).isEqualTo("/b 2");
        assertThat(get(1, "/b").headers().get("cache-status")).endsWith("; detail=grid");
        cluster.node(0).kill();
        await().atMost(SOON).until(() -> cluster.node(1).admin().members() == 2);
        assertThat(get(2, "/b").text()).isEqualTo("/b 2");
        assertThat(pages.requests).hasValue(2);
    }

    @Test
    void whatIsForOneClientMakesNobodyWaitOnAnyNode() throws Exception {
        // Given
        serve(3);
        pages.control = "private";
        get(0, "/mine");
        pages.gate = new CountDownLatch(1);

        // When
        List<Future<WireClient.Answer>> answers = herd("/mine");

        // Then
        await().atMost(SOON).until(() -> pages.requests.get() == CLIENTS + 1);
        pages.gate.countDown();
        for (Future<WireClient.Answer> answer : answers) {
            assertThat(answer.get().status()).isEqualTo(200);
        }
    }

    @Test
    void anUnsafeRequestMakesItInvalidOnAllNodes() throws Exception {
        serve(3);
        for (int node = 0; node < 3; node++) {
            assertThat(get(node, "/a").text()).isEqualTo("/a 1");
        }
        try (WireClient client = new WireClient(cluster.node(0).spec().httpPort(), HOST)) {
            assertThat(client.ask("DELETE", "/a").status()).isEqualTo(200);
            assertThat(client.get("/a").text()).isEqualTo("/a 3");
        }
        for (NodeProcess node : cluster.nodes()) {
            await().atMost(SOON).until(() -> get(cluster.nodes().indexOf(node), "/a").text().equals("/a 3"));
        }
        assertThat(pages.requests).hasValue(3);
    }

    @Test
    void noNodeWaitsForAnotherForWhatIsTooLargeForTheGrid() throws Exception {
        // Given
        serve(3);
        pages.gate = new CountDownLatch(1);

        // When
        List<Future<WireClient.Answer>> answers = herd("/large", 30);

        // Then: each node asks as soon as one has the head, and has its own clients wait.
        await().atMost(SOON).until(() -> pages.requests.get() == 3 && waiting() == 27);
        pages.gate.countDown();
        for (Future<WireClient.Answer> answer : answers) {
            assertThat(answer.get().body()).hasSize(LARGE);
        }
        for (int node = 0; node < 3; node++) {
            assertThat(get(node, "/large").body()).hasSize(LARGE);
        }
        assertThat(pages.requests).hasValue(3);
    }

    @Test
    void aNodeThatTheOthersDoNotAnswerIsOnItsOwn() throws Exception {
        serve(3);
        get(0, "/known");
        cluster.node(1).pause();
        cluster.node(2).pause();
        for (int i = 0; i < 20; i++) {
            assertThat(get(0, "/cold" + i).text()).startsWith("/cold" + i + " ");
            assertThat(get(0, "/known").text()).isEqualTo("/known 1");
        }
        assertThat(pages.requests).hasValue(21);
    }

    private void serve(int nodes) {
        cluster.start(nodes);
        cluster.node(0).admin().apply("""
                services: {pages: {instances: ["%s"]}}
                caching: {long: {max_object: 8MiB}}
                routes: [{id: r, path: /**, service: pages, cache: long}]
                """.formatted(pages.address()));
    }

    /** Asks from many clients at once, the nodes in turn. */
    private List<Future<WireClient.Answer>> herd(String path) {
        return herd(path, CLIENTS);
    }

    private List<Future<WireClient.Answer>> herd(String path, int clients) {
        List<Future<WireClient.Answer>> answers = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            int node = i % cluster.nodes().size();
            answers.add(threads.submit(() -> get(node, path)));
        }
        return answers;
    }

    private WireClient.Answer get(int node, String path) throws IOException {
        try (WireClient client = new WireClient(cluster.node(node).spec().httpPort(), HOST)) {
            return client.get(path);
        }
    }

    /** Returns what those who are left see of one another, and what has become of claims and loads: why an answer was fetched once more. */
    private String counts() {
        return Stream.of("waiting", "fills", "hits", "dropped", "lost").map(one -> "cache_grid_" + one + " " + ofGrid(one))
                .collect(Collectors.joining(", ", "members " + living().map(node -> node.admin().members()).toList() + ", ", ""));
    }

    private Stream<NodeProcess> living() {
        return cluster.nodes().stream().filter(NodeProcess::isAlive);
    }

    private int ofGrid(String metric) {
        return living().mapToInt(node -> (int) node.admin().metric("cache_grid_" + metric, "")).sum();
    }

    private int waiting() {
        return cluster.nodes().stream().mapToInt(CacheFillClusterIT::waiting).sum();
    }

    private static int waiting(NodeProcess node) {
        return (int) node.admin().metric("cache_waiting", "");
    }

    /**
     * An origin whose answers are numbered, the path before; it may be made to wait.
     *
     * <p>Thread-safety: thread-safe.
     */
    private static final class Pages implements AutoCloseable {
        private final AtomicInteger requests = new AtomicInteger();
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final HttpServer server;
        private volatile CountDownLatch gate = new CountDownLatch(0);
        private volatile String control = "max-age=600";

        private Pages(HttpServer server) {
            this.server = server;
        }

        static Pages start() throws IOException {
            Pages pages = new Pages(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024));
            pages.server.setExecutor(pages.threads);
            pages.server.createContext("/", exchange -> {
                byte[] octets = (exchange.getRequestURI().getPath() + " " + pages.requests.incrementAndGet())
                        .getBytes(StandardCharsets.US_ASCII);
                boolean isLarge = exchange.getRequestURI().getPath().equals("/large");
                if (!isLarge) {
                    pages.awaitGate();
                }
                exchange.getResponseHeaders().add("Cache-Control", pages.control);
                exchange.sendResponseHeaders(200, isLarge ? LARGE : octets.length);
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(octets);
                    if (isLarge) {
                        out.flush();
                        pages.awaitGate();
                        out.write(new byte[LARGE - octets.length]);
                    }
                }
            });
            pages.server.start();
            return pages;
        }

        private void awaitGate() {
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        String address() {
            return "127.0.0.1:" + server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
            threads.close();
        }
    }
}
