package io.gridgate.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gridgate.base.Template;
import io.gridgate.config.route.PathPattern;
import io.gridgate.config.route.RouteConfig;
import io.gridgate.config.route.RouteMatch;
import io.gridgate.config.route.RouteTarget;
import io.gridgate.config.route.RouteTarget.WeightedService;
import io.gridgate.exchange.Chain;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Filter;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.MemoryBody;
import io.gridgate.exchange.Response;
import io.gridgate.exchange.Stage;
import io.gridgate.http.Headers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.jspecify.annotations.Nullable;

class FiltersTest {

    @Test
    void rewriteFillsInEncodedCapturesAndKeepsTheQuery() {
        assertThat(rewritten("/users/{name}", "/v2/users/{name}", "/users/ann?x=1&y=%20")).isEqualTo("/v2/users/ann?x=1&y=%20");
        assertThat(rewritten("/users/{name}", "/v2/{name}", "/users/a%2Fb%20%c3%a9%25")).isEqualTo("/v2/a%2Fb%20%C3%A9%25");
        assertThat(rewritten("/users/{name}", "/find?q={name}", "/users/a%26b?x=1")).isEqualTo("/find?q=a%26b&x=1");
        assertThat(rewritten("/a", "/b{path}/{query.id}", "/a?id=x%2Fy")).isEqualTo("/b/a/x%2Fy?id=x%2Fy");
    }

    @Test
    void rewriteKeepsTheSlashesOfARegularExpression() {
        RouteConfig config = RouteConfig.of("r", RouteMatch.of(PathPattern.regex("/old/(?P<rest>.*)")), new RouteTarget.ToService("s"));
        Exchange exchange = Routes.exchange(new Routes().addRegex("/old/(?P<rest>.*)").table(), "/old/a/b%20c%2Fd?x=1");
        apply(RewriteFilter.of(config, Template.parse("/new/{rest}")), exchange);
        assertThat(exchange.forwardTarget()).isEqualTo("/new/a/b%20c%2Fd?x=1");
    }

    @Test
    void rewriteRefusesADotSegment() {
        assertThatThrownBy(() -> rewritten("/a", "/b/{query.id}/c", "/a?id=..")).hasRootCauseInstanceOf(GatewayException.class)
                .rootCause().extracting("code").isEqualTo(ErrorCode.BAD_REQUEST);
        assertThatThrownBy(() -> rewritten("/a", "/b/{query.id}", "/a?id=.")).hasRootCauseInstanceOf(GatewayException.class);
        assertThat(rewritten("/a", "/b/{query.id}", "/a?id=.hidden")).isEqualTo("/b/.hidden?id=.hidden");
        assertThat(rewritten("/a", "/b/{query.id}", "/a?id=...")).isEqualTo("/b/...?id=...");
    }

    @Test
    void stripPrefixCutsWholeSegments() {
        assertThat(stripped("/users", null, "/users/7/x?y=1")).isEqualTo("/7/x?y=1");
        assertThat(stripped("/users", null, "/users")).isEqualTo("/");
        assertThat(stripped("/users", null, "/users?y=1")).isEqualTo("/?y=1");
        assertThat(stripped("/users/", null, "/users/")).isEqualTo("/");
        assertThat(stripped("/users", null, "/users7/x")).isEqualTo("/users7/x");
        assertThat(stripped("/caf\u00e9/a", null, "/caf%C3%A9;v=1/a/b%2Fc")).isEqualTo("/b%2Fc");
        assertThat(stripped("/", null, "/a/b")).isEqualTo("/a/b");
        assertThat(stripped("/users", "v2", "/v2/users/7")).isEqualTo("/7");
        assertThat(stripped("/users", "v2", "/users/7")).isEqualTo("/7");
    }

    @Test
    void redirectFillsInItsTemplate() {
        assertThat(location("/old/{id}", "https://{host}/new/{id}", "api.example.com:8080/old/a%0d%0ab?x=1"))
                .isEqualTo("https://api.example.com/new/a%0D%0Ab?x=1");
        assertThat(location("/**", "https://{host}{path}", "h/a%20b/c?x=1")).isEqualTo("https://h/a%20b/c?x=1");
        assertThat(location("/a", "https://h/?from=a", "h/a?x=1")).isEqualTo("https://h/?from=a");
    }

    @Test
    void respondIsReadyAndNeverShared() {
        RespondFilter filter = RespondFilter.of(new RouteTarget.Respond(503, Map.of("X-Why", "maintenance"), "{\"a\":1}"));
        Response first = apply(filter, Routes.exchange(new Routes().table(), "/"));
        first.headers().add("X-Request-Id", "1");
        Response second = apply(filter, Routes.exchange(new Routes().table(), "/"));
        assertThat(second.status()).isEqualTo(503);
        assertThat(second.headers().toString()).contains("X-Why: maintenance\n", "Content-Type: application/json\n")
                .doesNotContain("X-Request-Id");
        assertThat(new String(((MemoryBody) second.body()).octets(), StandardCharsets.UTF_8)).isEqualTo("{\"a\":1}");
    }

    @Test
    void respondCallsOtherTextPlain() {
        assertThat(
                apply(RespondFilter.of(new RouteTarget.Respond(200, Map.of(), "hi")), Routes.exchange(new Routes().table(), "/")).headers()
                        .first("Content-Type"))
                .isEqualTo("text/plain; charset=utf-8");
        assertThat(apply(RespondFilter.of(new RouteTarget.Respond(204, Map.of(), "")), Routes.exchange(new Routes().table(), "/")).headers()
                .size())
                .isZero();
    }

    @Test
    void splitFollowsItsWeights() {
        SplitFilter filter = split(null, 90, 10, 0);
        int[] chosen = new int[3];
        for (int i = 0; i < 20_000; i++) {
            chosen[apply(filter, Routes.exchange(new Routes().table(), "/")).status() - 200]++;
        }
        assertThat(chosen[0] / 20_000.0).isCloseTo(0.9, within(0.02));
        assertThat(chosen[2]).isZero();
    }

    @Test
    void aStickyKeyAlwaysChoosesTheSame() {
        WeightedChoice choice = WeightedChoice.of("route", List.of(90, 10));
        int second = 0;
        for (int i = 0; i < 20_000; i++) {
            second += choice.of("user-" + i);
        }
        assertThat(second / 20_000.0).isCloseTo(0.1, within(0.02));
        // The same on every node of every version: a changed hash would move all users at once.
        StringBuilder golden = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            golden.append(WeightedChoice.of("route", List.of(1, 1)).of("user-" + i));
        }
        assertThat(golden.toString()).isEqualTo("1111100001001001000000011000001011100110");
    }

    @Test
    void aGrowingWeightMovesOnlyItsShare() {
        WeightedChoice before = WeightedChoice.of("route", List.of(90, 10));
        WeightedChoice after = WeightedChoice.of("route", List.of(80, 20));
        for (int i = 0; i < 5_000; i++) {
            if (before.of("u" + i) == 1) {
                assertThat(after.of("u" + i)).isEqualTo(1);
            }
        }
    }

    @Test
    void anEmptyStickyKeyIsChosenAtRandom() {
        SplitFilter filter = split(Template.parse("{cookie.u}"), 1, 1, 0);
        boolean[] chosen = new boolean[3];
        for (int i = 0; i < 200; i++) {
            chosen[apply(filter, Routes.exchange(new Routes().table(), "/")).status() - 200] = true;
        }
        assertThat(chosen).containsExactly(true, true, false);
        int sticky = apply(filter, Routes.exchange(new Routes().table(), "/ Cookie:u=ann")).status();
        for (int i = 0; i < 50; i++) {
            assertThat(apply(filter, Routes.exchange(new Routes().table(), "/ Cookie:u=ann")).status()).isEqualTo(sticky);
        }
    }

    @Test
    void chainsDumpWhatTheyDo() {
        RouteConfig config = RouteConfig.of("r", RouteMatch.of(PathPattern.regex("/r")), new RouteTarget.ToService("s"));
        Chain chain = Chain
                .of(List.of(split(null, 3, 1, 0), RewriteFilter.of(config, Template.parse("/v2/{id}")), StripPrefixFilter.of("/a", null)));
        assertThat(chain).hasToString("TRANSFORM RewriteFilter(/v2/{id}) -> TRANSFORM StripPrefixFilter(/a) -> "
                + "DISPATCH SplitFilter(s0 3: ATTEMPT Answer(200) | s1 1: ATTEMPT Answer(201) | s2 0: ATTEMPT Answer(202))");
    }

    private static SplitFilter split(@Nullable Template key, int... weights) {
        List<WeightedService> services = List.of(new WeightedService("s0", weights[0]), new WeightedService("s1", weights[1]),
                new WeightedService("s2", weights[2]));
        List<Chain> chains = List.of(Chain.of(List.of(new Answer(200))), Chain.of(List.of(new Answer(201))),
                Chain.of(List.of(new Answer(202))));
        return SplitFilter.of("route", new RouteTarget.Split(key, services), chains);
    }

    private static String rewritten(String path, String template, String request) {
        Exchange exchange = Routes.exchange(new Routes().add(path).table(), request);
        RouteConfig config = RouteConfig.of("r", RouteMatch.of(PathPattern.regex("/never")), new RouteTarget.ToService("s"));
        apply(RewriteFilter.of(config, Template.parse(template)), exchange);
        return exchange.forwardTarget();
    }

    private static String stripped(String prefix, @Nullable String version, String request) {
        Exchange exchange = Routes.exchange(new Routes().add("/**").table(), request);
        apply(StripPrefixFilter.of(prefix, version), exchange);
        return exchange.forwardTarget();
    }

    private static @Nullable String location(String path, String template, String request) {
        Exchange exchange = Routes.exchange(new Routes().add(path).table(), request);
        RouteTarget.Redirect redirect = new RouteTarget.Redirect(308, Template.parse(template));
        RouteConfig config = RouteConfig.of("r", RouteMatch.of(PathPattern.regex("/never")), redirect);
        Response response = apply(RedirectFilter.of(config, redirect), exchange);
        assertThat(response.status()).isEqualTo(308);
        return response.headers().first("Location");
    }

    private static Response apply(Filter filter, Exchange exchange) {
        return filter.apply(exchange, Chain.of(List.of(new Answer(200)))).toCompletableFuture().join();
    }

    /** An end of a chain that answers with one status. */
    private record Answer(int status) implements Filter {
        @Override
        public Stage stage() {
            return Stage.ATTEMPT;
        }

        @Override
        public CompletionStage<Response> apply(Exchange exchange, Chain next) {
            return CompletableFuture.completedFuture(Response.of(status, new Headers(0)));
        }

        @Override
        public String toString() {
            return "Answer(" + status + ")";
        }
    }
}
