package io.gridgate.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Large and slow bodies, many and vanishing clients through a node with 256 MB of heap: contents whole, counts back to their base. */
class StreamingClusterIT {
    private static final long DOWN = 50_000_000;
    private static final int UP = 20_000_000;

    @RegisterExtension final Cluster cluster = new Cluster();

    @Test
    void eightLargeBodiesEachWayAtOnceArriveWhole() throws Exception {
        try (EchoBackend backend = EchoBackend.start("a"); ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            // Given
            cluster.start(1);
            cluster.node(0).admin().apply(document(backend));
            String url = "http://127.0.0.1:" + cluster.node(0).spec().httpPort();
            String expectedUp = digestOf(UP);

            // When
            List<Future<Void>> work = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                boolean slowClient = i == 0;
                String query = i == 1 ? "?slow" : "";
                work.add(clients.submit(download(url + "/bytes/" + DOWN + query, slowClient)));
                work.add(clients.submit(() -> {
                    assertThat(upload(url + "/digest")).isEqualTo(expectedUp);
                    return null;
                }));
            }

            // Then
            for (Future<Void> each : work) {
                each.get();
            }
            countsReturnToBase(cluster.node(0));
        }
    }

    @Test
    void aThousandKeptConnectionsAndAHundredVanishedClientsLeaveNothingBehind() throws Exception {
        try (EchoBackend backend = EchoBackend.start("a")) {
            // Given
            cluster.start(1);
            cluster.node(0).admin().apply(document(backend));
            int port = cluster.node(0).spec().httpPort();
            List<WireClient> kept = new ArrayList<>();

            // When
            for (int i = 0; i < 1_000; i++) {
                WireClient client = new WireClient(port);
                assertThat(client.get("/hello").status()).isEqualTo(200);
                kept.add(client);
            }
            for (int i = 0; i < 100; i++) {
                try (WireClient client = new WireClient(port)) {
                    client.vanishMidAnswer("/bytes/5000000");
                }
                assertThat(kept.get(i * 7).get("/again").status()).isEqualTo(200);
            }
            for (WireClient client : kept) {
                assertThat(client.get("/last").text()).isEqualTo("/last");
                client.close();
            }

            // Then
            countsReturnToBase(cluster.node(0));
        }
    }

    private static void countsReturnToBase(NodeProcess node) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(node.admin().metric("exchanges_open", "listener=\"http\"")).as("open exchanges").isZero();
            assertThat(node.admin().metric("connections_open", "listener=\"http\"")).as("open connections").isZero();
            assertThat(node.admin().metric("upstream_connections_leased", "")).as("leased connections").isZero();
            assertThat(node.admin().metric("loop_buffers", "")).as("buffers").isZero();
        });
    }

    private static Callable<Void> download(String url, boolean slow) {
        return () -> {
            byte[] chunk = new byte[64 << 10];
            long at = 0;
            try (HttpClient client = client(); InputStream in = client.send(get(url), BodyHandlers.ofInputStream()).body()) {
                for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                    for (int i = 0; i < n; i++) {
                        if (chunk[i] != EchoBackend.octet(at + i)) {
                            throw new AssertionError("octet " + (at + i) + " differs");
                        }
                    }
                    at += n;
                    if (slow) {
                        LockSupport.parkNanos(1_000_000);
                    }
                }
            }
            assertThat(at).isEqualTo(DOWN);
            return null;
        };
    }

    private static String upload(String url) throws IOException, InterruptedException {
        byte[] body = new byte[UP];
        for (int i = 0; i < UP; i++) {
            body[i] = EchoBackend.octet(i);
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.ofByteArray(body)).build();
        try (HttpClient client = client()) {
            return client.send(request, BodyHandlers.ofString()).body();
        }
    }

    private static String digestOf(int length) {
        MessageDigest digest = EchoBackend.sha256();
        for (int i = 0; i < length; i++) {
            digest.update(EchoBackend.octet(i));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Keeps its connections until it is closed. */
    private static HttpClient client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    private static HttpRequest get(String url) {
        return HttpRequest.newBuilder(URI.create(url)).build();
    }

    private static String document(EchoBackend backend) {
        return """
                services:
                  echo: {instances: ["%s"]}
                routes:
                  - {id: all, path: /**, service: echo}
                """.formatted(backend.address());
    }
}
