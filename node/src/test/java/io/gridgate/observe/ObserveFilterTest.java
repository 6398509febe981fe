package io.gridgate.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.base.EventLoop;
import io.gridgate.exchange.Attempt;
import io.gridgate.exchange.AttemptFailure;
import io.gridgate.exchange.Body;
import io.gridgate.exchange.Chain;
import io.gridgate.exchange.Client;
import io.gridgate.exchange.Destination;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Filter;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.MemoryBody;
import io.gridgate.exchange.Outcome;
import io.gridgate.exchange.Request;
import io.gridgate.exchange.Response;
import io.gridgate.exchange.RouteMatch;
import io.gridgate.exchange.Stage;
import io.gridgate.http.Authority;
import io.gridgate.http.Headers;
import io.gridgate.http.Target;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ObserveFilterTest {

    private final DropwizardMetrics metrics = new DropwizardMetrics();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final AccessLog log = AccessLog.to(new PrintStream(out, true), AccessLog.Format.JSON, metrics);
    private final ObserveFilter filter = ObserveFilter.of(RequestMeters.of(metrics, List.of("user-service", "other")), "users",
            "user-service", log,
            () -> TimeUnit.MILLISECONDS.toNanos(12));

    @Test
    void anAnswerPassesUnchangedAndIsCounted() {
        Exchange exchange = exchange();
        CompletableFuture<Response> answer = CompletableFuture.completedFuture(Response.of(200, new Headers(0)));
        assertThat(filter.apply(exchange, chain(answer))).isSameAs(answer);
        end(exchange, 200, Outcome.COMPLETED);
        assertThat(metrics.prometheus()).contains("requests_total 1\n", "requests_by_status{class=\"2xx\"} 1\n", "requests_errors 0\n",
                "requests_by_endpoint{endpoint=\"users\"} 1\n", "requests_by_service{class=\"2xx\",service=\"user-service\"} 1\n",
                "requests_duration_sum 0.012\n", "requests_duration_count 1\n", "requests_endpoint_duration_count{endpoint=\"users\"} 1\n");
        assertThat(line()).contains("\"duration_ms\":12.0", "\"route\":\"users\"", "\"service\":\"user-service\"", "\"instance\":null")
                .doesNotContain("secret", "Bearer");
    }

    @Test
    void aFailureBecomesItsAnswer() {
        Exchange exchange = exchange();
        CompletionStage<Response> answer = filter.apply(exchange,
                chain(CompletableFuture.failedFuture(GatewayException.of(ErrorCode.CIRCUIT_OPEN))));
        Response response = answer.toCompletableFuture().join();
        assertThat(response.status()).isEqualTo(503);
        assertThat(new String(((MemoryBody) response.body()).octets(), StandardCharsets.UTF_8)).contains("\"code\":\"CIRCUIT_OPEN\"",
                "\"correlation_id\":\"c-1\"");
        end(exchange, 503, Outcome.COMPLETED);
        assertThat(metrics.prometheus()).contains("requests_errors 1\n", "requests_by_status{class=\"5xx\"} 1\n");
    }

    @Test
    void aLateFailureToo() {
        CompletableFuture<Response> later = new CompletableFuture<>();
        CompletionStage<Response> answer = filter.apply(exchange(), chain(later));
        later.completeExceptionally(new IllegalStateException("bug"));
        assertThat(answer.toCompletableFuture().join().status()).isEqualTo(500);
    }

    @Test
    void aClientThatWentAwayIs499() {
        Exchange exchange = exchange();
        filter.apply(exchange, chain(new CompletableFuture<>()));
        exchange.cancel();
        exchange.end(Outcome.CLIENT_GONE);
        assertThat(metrics.prometheus()).contains("requests_by_status{class=\"4xx\"} 1\n", "requests_errors 1\n");
        assertThat(line()).contains("\"status_code\":499");
    }

    @Test
    void attemptsAreCountedByTheServiceThatWasAsked() {
        Exchange exchange = exchange();
        filter.apply(exchange, chain(new CompletableFuture<>()));
        Attempt refused = new Attempt(new Instance("other", "10.0.0.9:80"), 0);
        refused.failed(AttemptFailure.CONNECT);
        exchange.begin(refused);
        Attempt answered = new Attempt(new Instance("other", "10.0.0.8:80"), 0);
        answered.answered(404, 5_000_000);
        exchange.begin(answered);
        end(exchange, 404, Outcome.BROKEN);
        assertThat(metrics.prometheus()).contains("attempts_failures{reason=\"connect\",service=\"other\"} 1\n",
                "attempts_first_byte_count{service=\"other\"} 1\n", "requests_by_service{class=\"4xx\",service=\"other\"} 1\n",
                "requests_broken 1\n");
        assertThat(line()).contains("\"service\":\"other\"", "\"instance\":\"10.0.0.8:80\"", "\"status_code\":404");
    }

    private record Instance(String service, String address) implements Destination {}

    private String line() {
        log.close();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static void end(Exchange exchange, int status, Outcome outcome) {
        exchange.answered(status);
        exchange.end(outcome);
    }

    private static Chain chain(CompletionStage<Response> answer) {
        return Chain.of(List.of(new Filter() {
            @Override
            public Stage stage() {
                return Stage.DISPATCH;
            }

            @Override
            public CompletionStage<Response> apply(Exchange exchange, Chain next) {
                return answer;
            }
        }));
    }

    private static Exchange exchange() {
        Headers headers = Headers.of("User-Agent", "curl/8", "Authorization", "Bearer secret");
        Request request = new Request("GET", Target.parse("/users/7?api_key=secret"), new Authority("h", -1), headers, Body.empty(), false);
        Client client = new Client(InetAddress.getLoopbackAddress(), "10.0.0.1", false, "http", 8080);
        Exchange exchange = new Exchange(new NoLoop(), request, client, "c-1", 0);
        exchange.route(new RouteMatch("users", Map.of("id", "7")));
        return exchange;
    }

    private static final class NoLoop implements EventLoop {
        @Override
        public int index() {
            return 0;
        }

        @Override
        public boolean inLoop() {
            return true;
        }

        @Override
        public void execute(Runnable task) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Timer schedule(Runnable task, long delayNanos) {
            throw new UnsupportedOperationException();
        }
    }
}
