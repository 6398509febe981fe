package io.gridgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.base.Metrics;
import io.gridgate.ingress.FrontLimits;
import io.gridgate.ingress.FrontListener;
import io.gridgate.ingress.FrontOptions;
import io.gridgate.rollout.ApplyResult;
import io.gridgate.wire.ConnectionGate;
import io.gridgate.wire.Wire;
import io.gridgate.wire.WireOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The admin API behind a real listener with one selector. */
final class AdminApiIT {

    private static final String TOKEN = "s3cret";

    @TempDir Path directory;
    private AdminFixture admin;
    private Wire wire;
    private FrontListener front;
    private HttpClient http;

    @BeforeEach
    void start() throws IOException {
        admin = new AdminFixture(TokenFile.open(Files.writeString(directory.resolve("tokens"), TOKEN)));
        wire = Wire.start(WireOptions.of(1), Metrics.none());
        InetSocketAddress bind = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        front = FrontListener.start(wire, FrontOptions.plain("admin", bind, new ConnectionGate(100), FrontLimits.DEFAULT), admin.api(),
                Metrics.none());
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5)).build();
    }

    @AfterEach
    void stop() throws IOException {
        http.close();
        Awaitility.await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> assertThat(front.openExchanges()).isZero());
        front.close(Duration.ofSeconds(5));
        wire.close();
        admin.close();
    }

    @Test
    void documentOfMegabytesArrivesAndComesBackWhole() throws Exception {
        String document = "# " + "x".repeat(3 << 20) + "\nroutes: []\n";

        HttpResponse<String> put = send(request("/admin/v1/config").setHeader("Content-Type", "application/yaml")
                .PUT(BodyPublishers.ofString(document)));

        assertThat(put.body()).isEqualTo("{\"revision\":1,\"nodes\":{\"gw-1\":1}}");
        assertThat(put.headers().firstValue("X-Request-Id")).isPresent();
        assertThat(send(request("/admin/v1/config").GET()).body()).isEqualTo(document);
    }

    @Test
    void headHasTheLengthOfGet() throws Exception {
        HttpResponse<String> get = send(request("/admin/v1/openapi.json").GET());
        HttpResponse<String> head = send(request("/admin/v1/openapi.json").method("HEAD", BodyPublishers.noBody()));

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Length")).isEqualTo(get.headers().firstValue("Content-Length"))
                .hasValue(Integer.toString(get.body().length()));
    }

    @Test
    void callWithoutTokenIsRefusedBeforeItsBodyIsRead() throws Exception {
        HttpResponse<String> answer = http.send(HttpRequest.newBuilder(uri("/admin/v1/config")).timeout(Duration.ofSeconds(10))
                .expectContinue(true).PUT(BodyPublishers.ofByteArray(new byte[1 << 20])).build(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"gridgate\"");
    }

    @Test
    void changeThatWaitsLeavesTheSelectorFree() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        admin.revisions.answer(() -> {
            try {
                var _ = go.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new ApplyResult.Busy("gw-2");
        });
        CompletableFuture<HttpResponse<String>> waiting = http.sendAsync(request("/admin/v1/config")
                .setHeader("Content-Type", "application/yaml").PUT(BodyPublishers.ofString("a: 1")).build(), BodyHandlers.ofString());
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !admin.revisions.requests().isEmpty());

        assertThat(http.send(HttpRequest.newBuilder(uri("/health")).timeout(Duration.ofSeconds(5)).build(), BodyHandlers.ofString()).body())
                .isEqualTo("{\"status\":\"up\"}");
        assertThat(send(request("/admin/v1/cluster").GET()).statusCode()).isEqualTo(200);

        go.countDown();
        assertThat(waiting.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(409);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(10)).setHeader("Authorization", "Bearer " + TOKEN);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + front.port() + path);
    }
}
