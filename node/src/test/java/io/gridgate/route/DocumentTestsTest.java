package io.gridgate.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.base.Template;
import io.gridgate.config.gateway.DeploymentConfig;
import io.gridgate.config.gateway.GatewayDocument;
import io.gridgate.config.route.PathPattern;
import io.gridgate.config.route.RouteConfig;
import io.gridgate.config.route.RouteMatch;
import io.gridgate.config.route.RouteTarget;
import io.gridgate.config.route.RouteTest;
import io.gridgate.config.route.RouteTest.Verdict;
import io.gridgate.config.route.VersioningConfig;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.jspecify.annotations.Nullable;

class DocumentTestsTest {

    private static final List<RouteConfig> ROUTES = List.of(
            RouteConfig.of("users", new RouteMatch(PathPattern.parse("/users/{id}"), Set.of("GET"), List.of(), Map.of(), Map.of(), null),
                    new RouteTarget.ToService("user-service")),
            RouteConfig.of("split", RouteMatch.of(PathPattern.parse("/split/**")), new RouteTarget.Split(null,
                    List.of(new RouteTarget.WeightedService("a", 9), new RouteTarget.WeightedService("b", 1),
                            new RouteTarget.WeightedService("c", 0)))),
            RouteConfig.of("old", RouteMatch.of(PathPattern.parse("/old/**")), new RouteTarget.Redirect(308, Template.parse("/new"))),
            RouteConfig.of("fixed", RouteMatch.of(PathPattern.parse("/fixed")), new RouteTarget.Respond(200, Map.of(), "")));

    @Test
    void expectationsThatHoldPass() {
        assertThat(run(test("GET", "/users/7?x=1", "users", "user-service", Verdict.FORWARD),
                test("GET", "/split/x", "split", "b", null),
                test("GET", "/old/x", "old", null, Verdict.REDIRECT),
                test("GET", "/fixed", null, null, Verdict.RESPOND),
                test("GET", "/health", null, null, Verdict.RESPOND),
                test("POST", "/health", null, null, Verdict.METHOD_NOT_ALLOWED),
                test("GET", "/none", null, null, Verdict.NO_ROUTE),
                test("POST", "/users/7", null, null, Verdict.METHOD_NOT_ALLOWED))).allMatch(DocumentTests.Result::passed).hasSize(8);
    }

    @Test
    void differencesSayWhatWasExpectedAndFound() {
        List<DocumentTests.Result> results = run(test("POST", "/users/7", "users", "user-service", Verdict.FORWARD),
                test("GET", "/split/x", "users", "c", Verdict.FORBIDDEN), test("GET", "/%zz", null, null, Verdict.FORWARD));
        assertThat(results.get(0).differences()).containsExactly("verdict: expected forward, found 405",
                "route: expected users, found none",
                "service: expected user-service, found none");
        assertThat(results.get(1).differences()).containsExactly("verdict: expected 403, found forward",
                "route: expected users, found split",
                "service: expected c, found a or b");
        assertThat(results.get(2).differences()).containsExactly("verdict: expected forward, found 400");
    }

    private static RouteTest test(String method, String path, @Nullable String route, @Nullable String service, @Nullable Verdict verdict) {
        return new RouteTest(new RouteTest.Request(method, path, Map.of("Host", "api.example.com")),
                new RouteTest.Expect(route, service, verdict));
    }

    private static List<DocumentTests.Result> run(RouteTest... tests) {
        return DocumentTests
                .run(new GatewayDocument(Map.of(), ROUTES, VersioningConfig.DEFAULT, List.of(tests), DeploymentConfig.DEFAULT, List.of(),
                        List.of(), List.of(), Map.of(), null, null, null, Map.of()));
    }
}
