package io.gridgate.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridgate.admin.AdminFixture.Answer;
import io.gridgate.cache.Purge;
import io.gridgate.config.source.Mark;
import io.gridgate.config.source.Problem;
import io.gridgate.exchange.Body;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Outcome;
import io.gridgate.http.Headers;
import io.gridgate.rollout.ApplyRequest;
import io.gridgate.rollout.ApplyResult;
import io.gridgate.rollout.NodeState;
import io.gridgate.rollout.Readiness;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the admin API answers, without a token. */
final class AdminApiTest {

    private static final String YAML = "application/yaml";

    private final AdminFixture admin = new AdminFixture(null);

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void healthIsUp() throws Exception {
        Answer answer = admin.get("/health");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"status\":\"up\"}");
        assertThat(answer.headers().first("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.inLoop()).isTrue();
    }

    @Test
    void readySaysWhatItWaitsFor() throws Exception {
        assertThat(admin.get("/ready")).extracting(Answer::status, Answer::body).containsExactly(200,
                "{\"status\":\"ready\",\"revision\":null}");

        admin.state = NodeState.STARTING;
        admin.readiness = new Readiness(true, false, false, false, "partitions to be assigned");
        assertThat(admin.get("/ready")).extracting(Answer::status, Answer::body).containsExactly(503,
                "{\"status\":\"starting\",\"revision\":null,\"reason\":\"partitions to be assigned\"}");
    }

    @Test
    void drainingNodeIsNotReady() throws Exception {
        admin.state = NodeState.DRAINING;

        assertThat(admin.get("/ready")).extracting(Answer::status, Answer::body).containsExactly(503,
                "{\"status\":\"draining\",\"revision\":null,\"reason\":\"this node is draining\"}");
    }

    @Test
    void limitsShowTheirClosestKeys() throws Exception {
        assertThat(admin.get("/admin/v1/limits?top=1")).extracting(Answer::status, Answer::body).containsExactly(200,
                "{\"limits\":[{\"name\":\"per-client\",\"kind\":\"rate\",\"limit\":100,\"capacity\":100,\"algorithm\":\"fixed_window\","
                        + "\"window\":\"1 hour\",\"keys\":2,\"top\":[{\"key\":\"10.1.1.1:r\",\"used\":97,\"left\":3,\"reset_s\":3,\"age_ms\":12,"
                        + "\"nodes\":[\"gw-1\",\"gw-2\"]}]},"
                        + "{\"name\":\"own\",\"kind\":\"rate_per_node\",\"limit\":5,\"capacity\":9,\"algorithm\":\"token_bucket\","
                        + "\"window\":\"1 minute\",\"keys\":0,\"top\":[]},"
                        + "{\"name\":\"at-once\",\"kind\":\"concurrency\",\"limit\":3,\"capacity\":3,\"algorithm\":\"concurrent\","
                        + "\"window\":\"\",\"keys\":0,\"top\":[]}],\"nodes\":[\"gw-1\",\"gw-2\"],\"silent\":[\"gw-3\"]}");
        assertThat(admin.get("/admin/v1/limits").body()).contains("10.1.1.2:r");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "101", "-1", "x", "1000"})
    void topOfLimitsIsANumberFrom1To100(String top) throws Exception {
        assertThat(admin.get("/admin/v1/limits?top=" + top)).extracting(Answer::status).isEqualTo(400);
    }

    @Test
    void metricsHaveTheirContentTypes() throws Exception {
        assertThat(admin.get("/metrics").headers().first("Content-Type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        assertThat(admin.get("/metrics").body()).contains("requests_total 1\n");
        assertThat(admin.get("/metrics.json").body()).contains("requests.total");
    }

    @Test
    void configIs404BeforeTheFirstApply() throws Exception {
        Answer answer = admin.get("/admin/v1/config");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo(
                "{\"error\":{\"code\":\"NOT_FOUND\",\"message\":\"no document was applied yet\",\"details\":{},\"correlation_id\":\"c-1\"}}");
    }

    @Test
    void putAnswersWhatEveryNodeServes() throws Exception {
        Answer put = admin.put("/admin/v1/config?author=ada&message=first%20one", YAML, "routes: []\n");

        assertThat(put.status()).isEqualTo(200);
        assertThat(put.body()).isEqualTo("{\"revision\":1,\"nodes\":{\"gw-1\":1}}");
        assertThat(put.headers().first("ETag")).isEqualTo("\"1\"");
        assertThat(admin.revisions.requests()).containsExactly(new ApplyRequest("ada", "first one", OptionalLong.empty(), false));
    }

    @Test
    void getReturnsTheTextAsItWasPut() throws Exception {
        var _ = admin.put("/admin/v1/config", "application/json; charset=utf-8", "{\"routes\": []}");

        Answer got = admin.get("/admin/v1/config");

        assertThat(got).extracting(Answer::status, Answer::body).containsExactly(200, "{\"routes\": []}");
        assertThat(got.headers().first("Content-Type")).isEqualTo("application/json");
        assertThat(got.headers().first("ETag")).isEqualTo("\"1\"");
    }

    @Test
    void severalFilesComeBackAsFiles() throws Exception {
        String files = "{\"files\":[{\"name\":\"a.yaml\",\"text\":\"routes: []\\n\"},{\"name\":\"b.yaml\",\"text\":\"services: {}\\n\"}]}";
        assertThat(admin.put("/admin/v1/config", DocumentBody.FILES_TYPE, files).status()).isEqualTo(200);

        Answer got = admin.get("/admin/v1/config");

        assertThat(got.body()).isEqualTo(files);
        assertThat(got.headers().first("Content-Type")).isEqualTo(DocumentBody.FILES_TYPE);
    }

    @Test
    void headHasTheLengthOfGetAndNoBody() throws Exception {
        var _ = admin.put("/admin/v1/config", YAML, "routes: []\n");

        Answer head = admin.call("HEAD", "/admin/v1/config", new Headers(), "");

        assertThat(head).extracting(Answer::status, Answer::body).containsExactly(200, "");
        assertThat(head.headers().first("Content-Length")).isEqualTo("11");
    }

    @Test
    void staleIfMatchIs412() throws Exception {
        var _ = admin.put("/admin/v1/config", YAML, "routes: []\n");

        Answer answer = admin.call("PUT", "/admin/v1/config", Headers.of("Content-Type", YAML, "If-Match", "\"7\""), "routes: []\n");

        assertThat(answer.status()).isEqualTo(412);
        assertThat(answer.body()).contains("PRECONDITION_FAILED", "the current revision is 1");
    }

    @Test
    void matchingIfMatchIsPassedOn() throws Exception {
        var _ = admin.put("/admin/v1/config", YAML, "routes: []\n");

        Answer answer = admin.call("PUT", "/admin/v1/config?force=true", Headers.of("Content-Type", YAML, "If-Match", "\"1\""), "a: 1");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(admin.revisions.requests().getLast()).isEqualTo(new ApplyRequest("unknown", "", OptionalLong.of(1), true));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"7|412", "W/\"7\"|400", "\"7\", \"8\"|400", "*|412"})
    void otherIfMatchIsRefused(String field, int status) throws Exception {
        assertThat(admin.call("PUT", "/admin/v1/config", Headers.of("Content-Type", YAML, "If-Match", field), "a: 1").status())
                .isEqualTo(status);
    }

    @Test
    void refusedDocumentIs422WithEveryProblem() throws Exception {
        Problem problem = Problem.error(new Mark("gateway.yaml", 14, 7), "routes[2].service", "no service \"user-svc\"");
        admin.revisions.answer(() -> new ApplyResult.Refused("gw-1", List.of(problem)));

        Answer answer = admin.put("/admin/v1/config", YAML, "a: 1");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).isEqualTo("{\"problems\":[{\"file\":\"gateway.yaml\",\"line\":14,\"column\":7,"
                + "\"path\":\"routes[2].service\",\"message\":\"no service \\\"user-svc\\\"\"}]}");
    }

    @Test
    void refusalOfAnotherNodeNamesIt() throws Exception {
        Problem problem = Problem.error(new Mark("gateway.yaml", 1, 1), "", "no file /etc/key.pem");
        admin.revisions.answer(() -> new ApplyResult.Refused("gw-3", List.of(problem)));

        assertThat(admin.put("/admin/v1/config", YAML, "a: 1").body())
                .endsWith("\"message\":\"no file /etc/key.pem\",\"node\":\"gw-3\"}]}");
    }

    @Test
    void silentNodesAre504WithTheirNames() throws Exception {
        admin.revisions.answer(() -> new ApplyResult.Pending(7, false, List.of("gw-3")));

        Answer answer = admin.put("/admin/v1/config", YAML, "a: 1");

        assertThat(answer).extracting(Answer::status, Answer::body).containsExactly(504,
                "{\"revision\":7,\"pending\":[\"gw-3\"],\"committed\":false}");
    }

    @Test
    void busyIs409AndMinority503() throws Exception {
        admin.revisions.answer(() -> new ApplyResult.Busy("gw-2"));
        assertThat(admin.put("/admin/v1/config", YAML, "a: 1").status()).isEqualTo(409);

        admin.revisions.answer(() -> new ApplyResult.NoQuorum(1, 3));
        Answer minority = admin.put("/admin/v1/config", YAML, "a: 1");
        assertThat(minority.status()).isEqualTo(503);
        assertThat(minority.headers().first("Retry-After")).isEqualTo("1");
        assertThat(minority.body()).contains("1 of 3 members are in sight");
    }

    @Test
    void rollbackMakesTheNextRevision() throws Exception {
        var _ = admin.put("/admin/v1/config", YAML, "a: 1");
        var _ = admin.put("/admin/v1/config", YAML, "a: 2");

        Answer answer = admin.call("POST", "/admin/v1/config/rollback/1", new Headers(), "");

        assertThat(answer).extracting(Answer::status, Answer::body).containsExactly(200, "{\"revision\":3,\"nodes\":{\"gw-1\":3}}");
        assertThat(admin.get("/admin/v1/config").body()).isEqualTo("a: 1");
        assertThat(admin.revisions.requests().getLast().message()).isEqualTo("rollback to revision 1");
        assertThat(admin.call("POST", "/admin/v1/config/rollback/9", new Headers(), "").status()).isEqualTo(404);
        assertThat(admin.call("POST", "/admin/v1/config/rollback/x", new Headers(), "").status()).isEqualTo(404);
    }

    @Test
    void revisionsAreListedNewestFirst() throws Exception {
        var _ = admin.put("/admin/v1/config?author=ada", YAML, "a: 1");
        var _ = admin.put("/admin/v1/config?author=bob", YAML, "a: 2");

        assertThat(admin.get("/admin/v1/config/revisions").body()).startsWith(
                "{\"revisions\":[{\"revision\":2,\"created\":\"2026-01-02T03:04:05Z\",\"author\":\"bob\",\"sha256\":\"");
        assertThat(admin.get("/admin/v1/config/revisions/1").body()).contains("\"author\":\"ada\"",
                "\"files\":[{\"name\":\"gateway.yaml\",\"text\":\"a: 1\"}]");
        assertThat(admin.get("/admin/v1/config/revisions/3").status()).isEqualTo(404);
    }

    @Test
    void validateTellsEveryProblem() throws Exception {
        assertThat(admin.call("POST", "/admin/v1/config/validate", Headers.of("Content-Type", YAML), "right: 1"))
                .extracting(Answer::status, Answer::body).containsExactly(200, "{\"problems\":[]}");
        assertThat(admin.call("POST", "/admin/v1/config/validate?name=g.yaml", Headers.of("Content-Type", YAML), "wrong: 1"))
                .extracting(Answer::status, Answer::body)
                .containsExactly(422, "{\"problems\":[{\"file\":\"g.yaml\",\"line\":3,\"column\":5,"
                        + "\"path\":\"routes[0].service\",\"message\":\"no service \\\"x\\\"\"}]}");
    }

    @Test
    void clusterAndServicesHaveTheirShapes() throws Exception {
        var _ = admin.put("/admin/v1/config", YAML, "a: 1");

        assertThat(admin.get("/admin/v1/cluster").body())
                .isEqualTo("{\"cluster\":\"gridgate\",\"revision\":1,\"members\":[{\"name\":\"gw-1\","
                        + "\"zone\":\"a\",\"address\":\"10.0.0.1:5701\",\"state\":\"serving\",\"revision\":1,\"version\":\"0.1.0\",\"uptime_s\":120}]}");
        assertThat(admin.get("/admin/v1/services").body())
                .isEqualTo("{\"services\":[{\"name\":\"user-service\",\"load_balancer\":\"round_robin\","
                        + "\"discovery\":null,\"known_at\":null,\"trouble\":null,\"breaker\":\"off\",\"breaker_forced\":false,\"in_flight\":2,\"watched_by\":[],\"instances\":[{"
                        + "\"address\":\"10.0.1.1:8080\",\"resolved\":\"10.0.1.1:8080\",\"zone\":\"a\",\"weight\":1,\"source\":\"fixed\","
                        + "\"health\":\"healthy\",\"in_flight\":2,\"in_flight_elsewhere\":1.5,\"latency_ms\":1.23,\"trouble\":null,"
                        + "\"ejected_by\":null,\"slow_start\":false,\"probed_by\":[\"gw-1\",\"gw-2\"]}]},"
                        + "{\"name\":\"guarded\",\"load_balancer\":\"round_robin\",\"discovery\":null,\"known_at\":null,\"trouble\":null,"
                        + "\"breaker\":\"closed\",\"breaker_forced\":false,\"in_flight\":0,\"watched_by\":[],\"instances\":[]}]}");
    }

    @Test
    void breakerIsTurnedByItsService() throws Exception {
        Headers json = Headers.of("Content-Type", "application/json");
        String guarded = "/admin/v1/services/guarded/breaker";

        assertThat(admin.call("POST", guarded, json, "{\"state\":\"open\"}")).extracting(Answer::status, Answer::body)
                .containsExactly(200, "{\"service\":\"guarded\",\"breaker\":\"open\",\"breaker_forced\":true}");
        assertThat(admin.call("POST", guarded, json, "{\"state\":\"auto\"}")).extracting(Answer::status, Answer::body)
                .containsExactly(200, "{\"service\":\"guarded\",\"breaker\":\"closed\",\"breaker_forced\":false}");
        assertThat(admin.call("POST", "/admin/v1/services/nobody/breaker", json, "{\"state\":\"open\"}").status()).isEqualTo(404);
        assertThat(admin.call("POST", "/admin/v1/services/user-service/breaker", json, "{\"state\":\"open\"}").status()).isEqualTo(409);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "open", "{}", "{\"state\":\"ajar\"}", "{\"state\":\"open\",\"for\":1}", "[\"open\"]"})
    void breakerIsTurnedToNothingElse(String body) throws Exception {
        assertThat(admin.call("POST", "/admin/v1/services/guarded/breaker", new Headers(), body).status()).isEqualTo(400);
    }

    @Test
    void silentGridIs504ForABreaker() throws Exception {
        admin.gridSilent = true;

        assertThat(admin.call("POST", "/admin/v1/services/guarded/breaker", new Headers(), "{\"state\":\"closed\"}").status())
                .isEqualTo(504);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = {"{\"key\":\"a\"}|KEY|false", "{\"tag\":\"a\",\"soft\":true}|TAG|true", "{\"path\":\"a\"}|PATH|false",
                    "{\"soft\":false,\"prefix\":\"a\"}|PREFIX|false"})
    void purgeNamesOneThing(String body, Purge.By by, boolean soft) throws Exception {
        Answer answer = admin.call("POST", "/admin/v1/cache/purge", new Headers(), body);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("{\"%s\":\"a\",\"soft\":%s,\"sequence\":1}".formatted(by.name().toLowerCase(Locale.ROOT), soft));
        assertThat(admin.purged).containsExactly(new Purge(by, "a", soft));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "{\"tag\":\"\"}", "{\"tag\":1}", "{\"tag\":\"a\",\"key\":\"b\"}", "{\"tag\":\"a\",\"soft\":1}",
            "{\"soft\":true}", "{\"tags\":\"a\"}"})
    void purgeOfAnythingElseIs400(String body) throws Exception {
        assertThat(admin.call("POST", "/admin/v1/cache/purge", new Headers(), body).status()).isEqualTo(400);
        assertThat(admin.purged).isEmpty();
    }

    @Test
    void purgeThatNotAllNodesHaveSeenIs504AndNamesThem() throws Exception {
        assertThat(admin.call("POST", "/admin/v1/cache/purge", new Headers(), "{\"tag\":\"silent\"}")).extracting(Answer::status)
                .isEqualTo(504);
        assertThat(admin.call("POST", "/admin/v1/cache/purge", new Headers(), "{\"tag\":\"silent\"}").body()).contains("gw-2");
        assertThat(admin.call("POST", "/admin/v1/cache/purge", new Headers(), "{\"tag\":\"lost\"}").status()).isEqualTo(504);
    }

    @Test
    void otherMethodIs405WithAllow() throws Exception {
        Answer answer = admin.call("DELETE", "/admin/v1/config", new Headers(), "");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.headers().first("Allow")).isEqualTo("GET, HEAD, PUT");
        assertThat(admin.get("/admin/v1/config/").status()).isEqualTo(404);
        assertThat(admin.get("/admin/v1/config/revisions/1/2").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
            "text/plain|a: 1|415", "application/vnd.gridgate.files+json|{}|400",
            "application/vnd.gridgate.files+json|{\"files\":[{\"name\":\"../a\",\"text\":\"\"}]}|400",
            "application/vnd.gridgate.files+json|nonsense|400",
            "application/vnd.gridgate.files+json|{\"files\":[{\"name\":\"a\",\"text\":\"\"},{\"name\":\"a\",\"text\":\"\"}]}|400"})
    void otherDocumentIsRefused(String type, String body, int status) throws Exception {
        assertThat(admin.put("/admin/v1/config", type, body).status()).isEqualTo(status);
    }

    @Test
    void bodyBeyondTheBoundIs413() throws Exception {
        assertThat(admin.call("PUT", "/admin/v1/config", Headers.of("Content-Type", YAML), Body.of(new byte[(16 << 20) + 1])).status())
                .isEqualTo(413);
        assertThat(admin.call("PUT", "/admin/v1/config", Headers.of("Content-Type", YAML), Body.of(new byte[5 << 20])).status())
                .isEqualTo(413);
        byte[] fewerCharactersThanOctets = "# \u20ac".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
        assertThat(admin.call("PUT", "/admin/v1/config", Headers.of("Content-Type", YAML), Body.of(fewerCharactersThanOctets)).status())
                .isEqualTo(413);
    }

    @Test
    void bodiesOfAllCallsAreBounded() throws Exception {
        AtomicLong inMemory = new AtomicLong(WholeBody.ALL_BYTES_MAX - 2);
        Exchange tooMuch = admin.exchange("PUT", "/admin/v1/config", new Headers(), Body.of(new byte[3]));
        Exchange fits = admin.exchange("PUT", "/admin/v1/config", new Headers(), Body.of(new byte[2]));

        assertThatThrownBy(() -> WholeBody.of(tooMuch, 16, inMemory).toCompletableFuture().get(1, TimeUnit.SECONDS))
                .hasMessageContaining("too many documents at once");
        assertThat(WholeBody.of(fits, 16, inMemory).toCompletableFuture().get(1, TimeUnit.SECONDS)).hasSize(2);
        assertThat(inMemory).hasValue(WholeBody.ALL_BYTES_MAX);
        tooMuch.end(Outcome.COMPLETED);
        fits.end(Outcome.COMPLETED);
        assertThat(inMemory).hasValue(WholeBody.ALL_BYTES_MAX - 2);
    }

    @Test
    void pageOfAnotherOriginIsRefused() throws Exception {
        assertThat(admin.call("POST", "/admin/v1/config/rollback/1", Headers.of("Origin", "http://evil.example"), "").status())
                .isEqualTo(403);
        assertThat(admin.call("GET", "/health", Headers.of("Host", "rebound.example"), "").status()).isEqualTo(403);
        assertThat(admin.call("GET", "/health", Headers.of("Host", "localhost:9080", "Origin", "http://localhost:9080"), "").status())
                .isEqualTo(200);
        assertThat(admin.call("GET", "/health", Headers.of("Host", "[::1]:9080"), "").status()).isEqualTo(200);
    }

    @Test
    void slowChangesAreBoundedAndLeaveProbesAlone() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(8);
        admin.revisions.answer(() -> {
            begun.countDown();
            try {
                var _ = go.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new ApplyResult.Busy("gw-2");
        });
        List<CompletableFuture<Answer>> slow = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            slow.add(admin.start("PUT", "/admin/v1/config", Headers.of("Content-Type", YAML),
                    Body.of("a: 1".getBytes(StandardCharsets.UTF_8))));
        }
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        assertThat(admin.put("/admin/v1/config", YAML, "a: 1").status()).isEqualTo(503);
        assertThat(admin.get("/health").status()).isEqualTo(200);
        assertThat(admin.get("/admin/v1/config/revisions").status()).isEqualTo(200);
        go.countDown();
        for (CompletableFuture<Answer> answer : slow) {
            assertThat(answer.get(10, TimeUnit.SECONDS).status()).isEqualTo(409);
        }
        assertThat(admin.put("/admin/v1/config", YAML, "a: 1").status()).isEqualTo(409);
    }

    @Test
    void failureOfAPortIs500WithoutItsText() throws Exception {
        admin.revisions.answer(() -> {
            throw new IllegalStateException("internals");
        });

        Answer answer = admin.put("/admin/v1/config", YAML, "a: 1");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).contains("INTERNAL").doesNotContain("internals");
    }
}
