package io.gridgate.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gridgate.fixture.ScriptedBackend;
import io.gridgate.fixture.ScriptedBackend.Peer;
import io.gridgate.fixture.ScriptedBackend.Received;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The concurrency limits of one real node, over real sockets and with a grid of one member: whoever dies, the permit is free again. */
final class ConcurrencyIT {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final CountDownLatch gate = new CountDownLatch(1);

    @TempDir Path directory;
    private RealNode node;
    private ScriptedBackend backend;

    @BeforeEach
    void start() throws Exception {
        backend = ScriptedBackend.answering(this::answer);
        node = RealNode.start("concurrency-it", directory);
    }

    @AfterEach
    void stop() throws Exception {
        gate.countDown();
        try {
            await().atMost(SOON).untilAsserted(() -> assertThat(node.metric("concurrency_limit_in_use")).isZero());
        } finally {
            node.close();
            backend.close();
        }
        await().atMost(SOON)
                .until(() -> Thread.getAllStackTraces().keySet().stream().noneMatch(t -> t.getName().equals("gridgate-permits")));
    }

    /** {@code /held} is answered when the gate opens, {@code /half} breaks off in its body, {@code /cut} before its head, others take 5 ms. */
    private void answer(Received request, Peer peer) throws IOException {
        most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
        String path = request.line().split(" ", -1)[1];
        if (path.startsWith("/held")) {
            awaitGate();
        } else if (!path.startsWith("/quick")) {
            LockSupport.parkNanos(5_000_000);
        }
        underWay.decrementAndGet();
        switch (path) {
            case "/half" -> {
                peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
                peer.reset();
            }
            case "/cut" -> peer.reset();
            default -> peer.write(OK);
        }
    }

    private void awaitGate() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void apply(String limits) {
        node.apply("""
                services: {a: {instances: ["127.0.0.1:%d"], retries: {attempts: 0}, connections: {max: 512}}}
                routes: [{path: /**, service: a, timeouts: {total: 60s}}, {path: /held/briefly, service: a, timeouts: {total: 300ms}}]
                concurrency_limits: [%s]
                """.formatted(backend.port(), limits));
    }

    private CompletableFuture<HttpResponse<String>> begin(String path) {
        return HTTP.sendAsync(HttpRequest.newBuilder(node.proxy(path)).build(), BodyHandlers.ofString());
    }

    private void awaitUnderWay(int count) {
        await().atMost(SOON).untilAsserted(() -> assertThat(underWay.get()).isEqualTo(count));
    }

    private void awaitFree() {
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(node.metric("concurrency_limit_in_use")).isZero();
            assertThat(node.get("/quick").statusCode()).isEqualTo(200);
        });
    }

    @Test
    void asManyAsTheLimitReachTheBackendAndTheOthersAreRefused() {
        // Given
        apply("{name: l, path: /**, key: all, limit: 3}");
        List<CompletableFuture<HttpResponse<String>>> held = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            held.add(begin("/held"));
        }
        awaitUnderWay(3);
        // When
        HttpResponse<String> refused = node.get("/quick");
        // Then
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(refused.body()).contains("\"code\":\"RATE_LIMIT_EXCEEDED\"", "\"limit\":3", "\"retry_after\":1",
                "\"window\":\"concurrent\"");
        assertThat(node.metric("concurrency_limit_violations{limit=\"l\"}")).isEqualTo(1);
        assertThat(node.admin("/admin/v1/limits").body()).contains("\"kind\":\"concurrency\"", "\"key\":\"all\",\"used\":3,\"left\":0");
        gate.countDown();
        assertThat(held).allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
        awaitFree();
    }

    @Test
    void manyClientsAreNeverMoreThanTheLimitAtTheBackend() {
        // Given
        apply("{name: l, limit: 4}, {name: wide, path: /**, key: \"{method}\", limit: 500}");
        AtomicInteger passed = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        // When
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            clients.add(CompletableFuture.runAsync(() -> {
                for (int j = 0; j < 60; j++) {
                    (begin("/work").join().statusCode() == 200 ? passed : refused).incrementAndGet();
                }
            }, task -> Thread.ofVirtual().start(task)));
        }
        clients.forEach(CompletableFuture::join);
        // Then
        assertThat(most.get()).isEqualTo(4);
        assertThat(passed.get() + refused.get()).isEqualTo(720);
        assertThat(passed.get()).isGreaterThan(100);
        assertThat(node.metric("concurrency_limit_violations{limit=\"l\"}")).isEqualTo(refused.get());
        awaitFree();
    }

    @Test
    void oneAfterTheOtherNobodyIsRefused() {
        apply("{name: l, limit: 1}");
        for (int i = 0; i < 100; i++) {
            assertThat(node.get("/quick").statusCode()).as("request %s", i).isEqualTo(200);
        }
    }

    @Test
    void clientThatGoesAwayFreesItsPermit() throws Exception {
        // Given
        apply("{name: l, limit: 1}");
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), node.proxy("/").getPort())) {
            client.getOutputStream().write("GET /held HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            awaitUnderWay(1);
            assertThat(node.get("/quick").statusCode()).isEqualTo(429);
        }
        // Then
        awaitFree();
    }

    @Test
    void clientThatGoesAwayInTheBodyFreesItsPermit() throws Exception {
        apply("{name: l, limit: 1}");
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), node.proxy("/").getPort())) {
            client.getOutputStream()
                    .write("POST /quick HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nfive5".getBytes(StandardCharsets.US_ASCII));
            await().atMost(SOON).untilAsserted(() -> assertThat(node.metric("concurrency_limit_in_use")).isEqualTo(1));
            assertThat(node.get("/quick").statusCode()).isEqualTo(429);
        }
        awaitFree();
    }

    @Test
    void backendThatBreaksFreesThePermit() {
        apply("{name: l, limit: 1}");
        for (int i = 0; i < 5; i++) {
            assertThat(node.get("/cut").statusCode()).isEqualTo(502);
            assertThat(begin("/half")).failsWithin(SOON);
        }
        awaitFree();
    }

    @Test
    void exchangeThatIsOutOfTimeFreesItsPermit() {
        apply("{name: l, limit: 1}");
        assertThat(node.get("/held/briefly").statusCode()).isEqualTo(504);
        awaitFree();
    }

    @Test
    void permitsOutliveARevision() {
        // Given
        apply("{name: l, key: all, limit: 2}");
        List<CompletableFuture<HttpResponse<String>>> held = List.of(begin("/held"), begin("/held"));
        awaitUnderWay(2);
        // When
        apply("{name: l, key: all, limit: 3}");
        CompletableFuture<HttpResponse<String>> third = begin("/held");
        awaitUnderWay(3);
        // Then
        assertThat(node.get("/quick").statusCode()).isEqualTo(429);
        apply("");
        assertThat(node.get("/quick").statusCode()).isEqualTo(200);
        gate.countDown();
        assertThat(third.join().statusCode()).isEqualTo(200);
        held.forEach(CompletableFuture::join);
    }
}
