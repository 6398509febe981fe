package io.gridgate.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gridgate.fixture.RawClient;
import io.gridgate.fixture.ScriptedBackend;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The response cache of one real node, over real sockets. */
final class CacheIT {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir Path directory;
    private RealNode node;
    private ScriptedBackend backend;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile String answer = "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nETag: \"v1\"\r\nContent-Length: 5\r\n\r\nfirst";
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile boolean drops;

    @BeforeEach
    void start() throws Exception {
        backend = ScriptedBackend.answering((_, peer) -> {
            asked.incrementAndGet();
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (drops) {
                peer.reset();
                return;
            }
            peer.write(answer);
        });
        node = RealNode.start("cache-it", directory);
        apply("{max_object: 64KiB}");
    }

    @AfterEach
    void stop() throws IOException {
        gate.countDown();
        node.close();
        backend.close();
    }

    @Test
    void aFreshAnswerIsGivenAgainWithoutItsOrigin() {
        HttpResponse<String> first = get();
        HttpResponse<String> second = get();

        assertThat(first.body()).isEqualTo("first");
        assertThat(field(first, "Cache-Status")).isEqualTo("gridgate; fwd=uri-miss; stored");
        assertThat(second.body()).isEqualTo("first");
        assertThat(field(second, "Cache-Status")).startsWith("gridgate; hit; ttl=");
        assertThat(Long.parseLong(field(second, "Age"))).isBetween(0L, 10L);
        assertThat(asked.get()).isEqualTo(1);
        assertThat(node.metric("cache_hit_ratio{endpoint=\"r\"}")).isEqualTo(0.5);
    }

    @Test
    void conditionsRangesAndHeadsAreAnsweredFromTheWhole() {
        get();

        HttpResponse<String> same = get("If-None-Match", "\"v1\"");
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(field(same, "Cache-Status")).startsWith("gridgate; hit");
        HttpResponse<String> part = get("Range", "bytes=1-2");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(field(part, "Cache-Status")).startsWith("gridgate; hit");
        assertThat(part.body()).isEqualTo("ir");
        HttpResponse<String> head = send(request().method("HEAD", BodyPublishers.noBody()));
        assertThat(field(head, "Cache-Status")).startsWith("gridgate; hit");
        assertThat(field(head, "Content-Length")).isEqualTo("5");
        assertThat(asked.get()).isEqualTo(1);
    }

    @Test
    void aHundredWhoAskAtOnceAreOneFetch() {
        gate = new CountDownLatch(1);
        List<CompletableFuture<HttpResponse<String>>> answers = askAtOnce(100);
        await().atMost(SOON).until(() -> node.metric("cache_waiting") == 99);
        gate.countDown();

        assertThat(answers).allSatisfy(one -> assertThat(one.join().body()).isEqualTo("first"));
        assertThat(asked.get()).isEqualTo(1);
    }

    @Test
    void whatIsForNobodyElseMakesNobodyWaitTwice() {
        answer = "HTTP/1.1 200 OK\r\nCache-Control: private\r\nContent-Length: 4\r\n\r\nmine";
        assertThat(askAtOnce(20)).allSatisfy(one -> assertThat(one.join().body()).isEqualTo("mine"));
        assertThat(asked.get()).isEqualTo(20);

        gate = new CountDownLatch(1);
        List<CompletableFuture<HttpResponse<String>>> answers = askAtOnce(20);
        await().atMost(SOON).until(() -> asked.get() == 40);
        gate.countDown();
        assertThat(answers).allSatisfy(one -> assertThat(one.join().body()).isEqualTo("mine"));
    }

    @Test
    void theFirstWhoAsksMayGoAway() throws Exception {
        gate = new CountDownLatch(1);
        try (RawClient client = RawClient.to(node.proxy("/").getPort())) {
            client.send("GET /x HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n".formatted(node.proxy("/").getPort()));
            await().atMost(SOON).until(() -> asked.get() == 1);
            client.reset();
        }
        List<CompletableFuture<HttpResponse<String>>> answers = askAtOnce(1);
        await().atMost(SOON).until(() -> node.metric("cache_waiting") == 1);
        gate.countDown();

        assertThat(answers.getFirst().join().body()).isEqualTo("first");
        assertThat(asked.get()).isEqualTo(1);
    }

    @Test
    void whatIsTooLargeIsPassedOnWholeAndNotStored() {
        String body = "0123456789abcdef".repeat(40_000);
        answer = "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
                .formatted(body.length(), body);

        assertThat(get().body()).isEqualTo(body);
        assertThat(get().body()).isEqualTo(body);
        assertThat(asked.get()).isEqualTo(2);
        await().atMost(SOON).until(() -> node.metric("cache_filling_bytes") == 0);
    }

    @Test
    void aStaleAnswerIsAskedForWithACondition() {
        apply("{}");
        answer = "HTTP/1.1 200 OK\r\nCache-Control: max-age=0\r\nETag: \"v1\"\r\nContent-Length: 5\r\n\r\nfirst";
        get();
        answer = "HTTP/1.1 304 Not Modified\r\nCache-Control: max-age=60\r\nETag: \"v1\"\r\nX-New: 1\r\n\r\n";

        HttpResponse<String> again = get();

        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo("first");
        assertThat(field(again, "X-New")).isEqualTo("1");
        assertThat(backend.received().getLast().field("If-None-Match")).isEqualTo("\"v1\"");
        assertThat(field(get(), "Cache-Status")).startsWith("gridgate; hit");
        assertThat(asked.get()).isEqualTo(2);
    }

    @Test
    void aStaleAnswerIsBetterThanAnError() {
        apply("{stale_if_error: 1m}");
        answer = "HTTP/1.1 200 OK\r\nCache-Control: max-age=0\r\nETag: \"v1\"\r\nContent-Length: 5\r\n\r\nfirst";
        get();

        answer = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";
        assertThat(get().body()).isEqualTo("first");
        drops = true;
        assertThat(get().body()).isEqualTo("first");
        assertThat(node.metric("cache_fills_failed")).isEqualTo(2);

        drops = false;
        answer = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
        assertThat(get().statusCode()).isEqualTo(404);
    }

    @Test
    void aStaleAnswerIsGivenWhileANewOneIsFetched() {
        apply("{stale_while_revalidate: 1m}");
        answer = "HTTP/1.1 200 OK\r\nCache-Control: max-age=0\r\nContent-Length: 5\r\n\r\nfirst";
        get();
        answer = "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 6\r\n\r\nsecond";

        assertThat(get().body()).isEqualTo("first");
        await().atMost(SOON).until(() -> get().body().equals("second"));
        assertThat(asked.get()).isEqualTo(2);
    }

    @Test
    void anUnsafeMethodThatGoesWellMakesItInvalid() {
        get();
        answer = "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n";
        send(request().POST(BodyPublishers.ofString("x")));
        assertThat(get().body()).isEqualTo("first");

        answer = "HTTP/1.1 204 Done\r\n\r\n";
        send(request().POST(BodyPublishers.ofString("x")));
        answer = "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 6\r\n\r\nsecond";
        assertThat(get().body()).isEqualTo("second");
    }

    @Test
    void whatAPostSaysOfItsTargetAnswersThoseWhoGetIt() {
        answer = "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Location: /x\r\nContent-Length: 6\r\n\r\nposted";
        HttpResponse<String> posted = send(request().POST(BodyPublishers.ofString("x")));
        assertThat(posted.body()).isEqualTo("posted");
        assertThat(field(posted, "Cache-Status")).isEqualTo("gridgate; fwd=method; stored");
        assertThat(get().body()).isEqualTo("posted");
        assertThat(asked.get()).isEqualTo(1);
        send(request().POST(BodyPublishers.ofString("x")));
        assertThat(asked.get()).isEqualTo(2);
        assertThat(node.metric("cache_filling_bytes")).isEqualTo(0);
    }

    @Test
    void whatIsTooLargeIsNotSaidToBeStored() {
        apply("{max_object: 1KiB}");
        String large = "Cache-Control: max-age=60\r\nContent-Location: /x\r\nContent-Length: 2000\r\n\r\n" + "x".repeat(2000);
        answer = "HTTP/1.1 200 OK\r\n" + large;
        assertThat(field(send(request().POST(BodyPublishers.ofString("x"))), "Cache-Status")).isEqualTo("gridgate; fwd=method");
        answer = "HTTP/1.1 206 Part\r\nContent-Range: bytes 0-1999/3000\r\n" + large;
        assertThat(field(get("Range", "bytes=0-1999"), "Cache-Status")).isEqualTo("gridgate; fwd=uri-miss");
    }

    @Test
    void whatIsStaleIsReplacedByWhatComesInstead() {
        answer = "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 3\r\n\r\nold";
        get();
        assertThat(node.post("/admin/v1/cache/purge", "{\"path\": \"/x\", \"soft\": true}").statusCode()).isEqualTo(200);
        answer = answer.replace("old", "new");
        HttpResponse<String> replaced = get();
        assertThat(replaced.body()).isEqualTo("new");
        assertThat(field(replaced, "Cache-Status")).isEqualTo("gridgate; fwd=stale; stored");
    }

    @Test
    void whatStatesNoFreshnessMayHaveOneByItsAge() {
        answer = "HTTP/1.1 200 OK\r\nLast-Modified: Thu, 01 Jan 2026 00:00:00 GMT\r\nContent-Length: 3\r\n\r\nold";
        apply("{heuristic_max: 1h}");
        assertThat(field(get(), "Cache-Status")).isEqualTo("gridgate; fwd=uri-miss; stored");
        assertThat(field(get(), "Cache-Status")).startsWith("gridgate; hit; ttl=3");
        assertThat(asked.get()).isEqualTo(1);
    }

    @Test
    void preferencesThatMeanTheSameGetTheSame() {
        answer = "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nVary: Accept-Language\r\nContent-Length: 2\r\n\r\nde";
        get("Accept-Language", "de, en;q=0.5");
        assertThat(field(get("Accept-Language", "EN; q=0.50,DE"), "Cache-Status")).startsWith("gridgate; hit");
        get("Accept-Language", "en, de;q=0.5");
        assertThat(asked.get()).isEqualTo(2);
    }

    @Test
    void partsAreGivenAgainAndAreTheWholeOnceNothingIsMissing() {
        answer = "HTTP/1.1 206 Part\r\nCache-Control: max-age=60\r\nETag: \"v1\"\r\nContent-Range: bytes 0-2/5\r\nContent-Length: 3\r\n\r\nfir";
        HttpResponse<String> first = get("Range", "bytes=0-2");
        assertThat(first.body()).isEqualTo("fir");
        assertThat(field(first, "Cache-Status")).isEqualTo("gridgate; fwd=uri-miss; stored");
        HttpResponse<String> part = get("Range", "bytes=1-2");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("ir");
        assertThat(field(part, "Content-Range")).isEqualTo("bytes 1-2/5");
        assertThat(field(part, "Cache-Status")).startsWith("gridgate; hit; ttl=");
        assertThat(get("Range", "bytes=1-2", "If-None-Match", "\"v1\"").statusCode()).isEqualTo(304);
        assertThat(asked.get()).isEqualTo(1);

        answer = answer.replace("0-2/5", "3-4/5").replace("Length: 3", "Length: 2").replace("\r\n\r\nfir", "\r\n\r\nst");
        HttpResponse<String> rest = get("Range", "bytes=2-");
        assertThat(rest.body()).isEqualTo("st");
        assertThat(field(rest, "Cache-Status")).isEqualTo("gridgate; fwd=partial; stored");
        HttpResponse<String> whole = get();
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).isEqualTo("first");
        assertThat(field(whole, "Content-Range")).isEmpty();
        assertThat(asked.get()).isEqualTo(2);
    }

    @Test
    void anOriginThatKnowsNoRangesIsAskedOnce() {
        HttpResponse<String> whole = get("Range", "bytes=1-2");
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(field(whole, "Cache-Status")).isEqualTo("gridgate; fwd=uri-miss; stored");
        assertThat(get("Range", "bytes=1-2").body()).isEqualTo("ir");
        assertThat(get().body()).isEqualTo("first");
        assertThat(asked.get()).isEqualTo(1);
    }

    @Test
    void aPartIsNoAnswerToOthersAndGoesWithTheWhole() {
        String part = "HTTP/1.1 206 Part\r\nCache-Control: max-age=60\r\nContent-Range: bytes 0-2/5\r\nContent-Length: 3\r\n\r\nfir";
        answer = part;
        get("Range", "bytes=0-2");
        get("Range", "bytes=0-3");
        get("Range", "bytes=0-2", "Cache-Control", "no-cache");
        get("Range", "bytes=0-2", "If-Range", "\"v1\"");
        assertThat(asked.get()).isEqualTo(4);
        get("Range", "bytes=0-2");
        assertThat(asked.get()).isEqualTo(4);

        answer = "HTTP/1.1 204 Done\r\n\r\n";
        send(request().POST(BodyPublishers.ofString("x")));
        answer = part;
        get("Range", "bytes=0-2");
        assertThat(asked.get()).isEqualTo(6);
        assertThat(node.post("/admin/v1/cache/purge", "{\"path\": \"/x\"}").statusCode()).isEqualTo(200);
        get("Range", "bytes=0-2");
        assertThat(asked.get()).isEqualTo(7);

        answer = "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 5\r\n\r\nfirst";
        assertThat(get().body()).isEqualTo("first");
        assertThat(get("Range", "bytes=0-2").body()).isEqualTo("fir");
        assertThat(asked.get()).isEqualTo(8);
    }

    @Test
    void variantsAreKeptApart() {
        answer = "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nVary: X-Lang\r\nContent-Length: 2\r\n\r\nde";
        assertThat(get("X-Lang", "de").body()).isEqualTo("de");
        answer = answer.replace("\r\n\r\nde", "\r\n\r\nen");
        assertThat(get("X-Lang", "en").body()).isEqualTo("en");
        assertThat(get("X-Lang", "de").body()).isEqualTo("de");
        assertThat(get("X-Lang", "en").body()).isEqualTo("en");
        assertThat(asked.get()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = {"{\"key\": \"user:7\"}", "{\"tag\": \"user:7\"}", "{\"tag\": \"origin\"}", "{\"path\": \"/users/7\"}",
                    "{\"prefix\": \"/users/\"}"})
    void aPolicyMayDecideAndItsAnswersArePurgedByName(String purge) {
        node.apply("""
                services: {b: {instances: ["127.0.0.1:%d"]}}
                caching: {user_profiles: {ttl: 300, key: "user:{userId}", tags: ["user:{userId}"], respect_origin: false}}
                routes: [{id: r, path: "/users/{userId}", service: b, cache: user_profiles}]
                """.formatted(backend.port()));
        answer = "HTTP/1.1 200 OK\r\nCache-Control: no-cache\r\nSurrogate-Key: origin other\r\nContent-Length: 5\r\n\r\nfirst";
        assertThat(node.get("/users/7?a").body()).isEqualTo("first");
        assertThat(field(node.get("/users/7?b"), "Cache-Status")).startsWith("gridgate; hit; ttl=");
        node.get("/users/8");

        HttpResponse<String> purged = node.post("/admin/v1/cache/purge", purge);

        assertThat(purged.statusCode()).as(purged.body()).isEqualTo(200);
        answer = answer.replace("first", "newer");
        assertThat(node.get("/users/7").body()).isEqualTo("newer");
    }

    @Test
    void aSoftPurgeMakesItStaleOnly() {
        apply("{stale_if_error: 1m}");
        get();
        assertThat(node.post("/admin/v1/cache/purge", "{\"path\": \"/x\", \"soft\": true}").statusCode()).isEqualTo(200);
        drops = true;
        assertThat(get().body()).isEqualTo("first");
        drops = false;
        answer = "HTTP/1.1 304 Not Modified\r\nCache-Control: max-age=60\r\nETag: \"v1\"\r\n\r\n";
        assertThat(field(get(), "Cache-Status")).isEqualTo("gridgate; fwd=stale; fwd-status=304; stored");
        assertThat(field(get(), "Cache-Status")).startsWith("gridgate; hit");
    }

    @Test
    void aFetchThatBeganBeforeAPurgeBringsNothingBack() {
        gate = new CountDownLatch(1);
        List<CompletableFuture<HttpResponse<String>>> first = askAtOnce(1);
        await().atMost(SOON).until(() -> asked.get() == 1);
        assertThat(node.post("/admin/v1/cache/purge", "{\"path\": \"/x\"}").statusCode()).isEqualTo(200);
        gate.countDown();
        assertThat(first.getFirst().join().body()).isEqualTo("first");

        answer = answer.replace("first", "newer");
        assertThat(get().body()).isEqualTo("newer");
    }

    private List<CompletableFuture<HttpResponse<String>>> askAtOnce(int clients) {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            answers.add(HTTP.sendAsync(request().build(), BodyHandlers.ofString()));
        }
        return answers;
    }

    private void apply(String policy) {
        node.apply("""
                services: {b: {instances: ["127.0.0.1:%d"]}}
                caching: {p: %s}
                routes: [{id: r, path: /x, service: b, cache: p, retries: {attempts: 0}}]
                """.formatted(backend.port(), policy));
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(node.proxy("/x"));
    }

    private HttpResponse<String> get(String... fields) {
        return send(fields.length == 0 ? request() : request().headers(fields));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        return HTTP.sendAsync(request.build(), BodyHandlers.ofString()).join();
    }

    private static String field(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
