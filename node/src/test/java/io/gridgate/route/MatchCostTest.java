package io.gridgate.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The cost of a match, in nodes looked at, which no machine's speed disturbs. */
class MatchCostTest {

    @Test
    void aHundredThousandRoutesCostWhatTenDo() {
        RouteTable few = table(10);
        RouteTable many = table(100_000);
        for (String request : new String[]{"/svc7/users/4711/orders", "/svc7/users/4711", "/svc7/static/logo.png",
                "/nothing/here/at/all"}) {
            assertThat(many.visited(Routes.request(request))).as(request).isEqualTo(few.visited(Routes.request(request)))
                    .isLessThanOrEqualTo(8);
        }
        assertThat(Routes.describe(many.match(Routes.request("/svc24999/users/1/orders")))).isEqualTo("/svc24999/users/{id}/orders");
    }

    @Test
    void aHundredThousandHostsCostWhatTenDo() {
        assertThat(hosts(100_000).visited(Routes.request("t7.example.com/a/b")))
                .isEqualTo(hosts(10).visited(Routes.request("t7.example.com/a/b")));
    }

    @Test
    void literalChainsAreOneNode() {
        RouteTable table = new Routes().add("/a/b/c/d/e/f/{x}").table();
        assertThat(table.visited(Routes.request("/a/b/c/d/e/f/1"))).isEqualTo(4);
    }

    @Test
    void regexRoutesAreTriedBelowTheirLiteralBeginningOnly() {
        assertThat(RegexPrefix.segments("/users/v1/[0-9]+")).containsExactly("users", "v1");
        assertThat(RegexPrefix.segments("^/users/[0-9]+$")).containsExactly("users");
        assertThat(RegexPrefix.segments("/users/?")).isEmpty();
        assertThat(RegexPrefix.segments("/users/?x")).isEmpty();
        assertThat(RegexPrefix.segments("/users/x?")).containsExactly("users");
        assertThat(RegexPrefix.segments("/a/b|/c/d")).isEmpty();
        assertThat(RegexPrefix.segments("/a/(b|c[|)]\\)|d)")).containsExactly("a");
        assertThat(RegexPrefix.segments(".*/x")).isEmpty();
        assertThat(RegexPrefix.segments("(?i)/users/x")).isEmpty();
        assertThat(RegexPrefix.segments("/\\Qa\\E/x")).isEmpty();
    }

    @Test
    void tenThousandRoutesCompileWellUnderASecond() {
        table(1_000);
        long start = System.nanoTime();
        table(10_000);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    }

    private static RouteTable table(int count) {
        Routes routes = new Routes().add("/**");
        for (int i = 0; i < count; i += 4) {
            int n = count == 10 ? i == 0 ? 7 : i + 100 : i / 4;
            routes.add("/svc" + n + "/users/{id}").add("/svc" + n + "/users/{id}/orders").add("GET /svc" + n + "/static/**")
                    .add("/svc" + n);
        }
        return routes.table();
    }

    private static RouteTable hosts(int count) {
        Routes routes = new Routes();
        for (int i = 0; i < count; i++) {
            routes.add("t" + i + ".example.com/a/{b}");
        }
        return routes.table();
    }
}
