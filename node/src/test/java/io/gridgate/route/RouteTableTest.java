package io.gridgate.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.config.route.Condition;
import io.gridgate.config.route.PathPattern;
import io.gridgate.config.route.RouteConfig;
import io.gridgate.config.route.RouteMatch;
import io.gridgate.config.route.RouteTarget;
import io.gridgate.config.route.VersioningConfig;
import io.gridgate.config.route.VersioningConfig.By;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RouteTableTest {

    private final Routes routes = new Routes();

    @Test
    void eachSegmentPrefersLiteralThenRegexThenOneThenRest() {
        routes.add("/**").add("/users/**").add("/users/*").addRegex("/users/[0-9]+").add("/users/me").add("/users/{id}/orders");
        assertThat(routes.match("/users/me")).isEqualTo("/users/me");
        assertThat(routes.match("/users/7")).isEqualTo("/users/[0-9]+");
        assertThat(routes.match("/users/ann")).isEqualTo("/users/*");
        assertThat(routes.match("/users/7/orders")).isEqualTo("/users/{id}/orders");
        assertThat(routes.match("/users/7/carts")).isEqualTo("/users/**");
        assertThat(routes.match("/")).isEqualTo("/**");
        assertThat(routes.match("/other/x")).isEqualTo("/**");
    }

    @Test
    void anEarlierLiteralBeatsALaterOne() {
        routes.add("/a/*/c").add("/*/b/c");
        assertThat(routes.match("/a/b/c")).isEqualTo("/a/*/c");
        assertThat(routes.match("/x/b/c")).isEqualTo("/*/b/c");
        assertThat(routes.match("/a/b/d")).isEqualTo("404");
    }

    @Test
    void aBranchThatEndsInNothingIsLeftAgain() {
        routes.add("/a/b/c/d").add("/a/b/x/{y}").add("/a/*/c/e").add("/a/**");
        assertThat(routes.match("/a/b/c/e")).isEqualTo("/a/*/c/e");
        assertThat(routes.match("/a/b/c/f")).isEqualTo("/a/**");
        assertThat(routes.match("/a/b/x/1")).isEqualTo("/a/b/x/{y}");
    }

    @Test
    void restTakesTheBarePathToo() {
        routes.add("/users/**");
        assertThat(routes.match("/users")).isEqualTo("/users/**");
        assertThat(routes.match("/users/")).isEqualTo("/users/**");
        assertThat(routes.match("/users/7/x/")).isEqualTo("/users/**");
        assertThat(routes.match("/users7")).isEqualTo("404");
    }

    @Test
    void aTrailingSlashIsAPathOfItsOwn() {
        routes.add("/users").add("/orders/").add("/carts/{id}").add("/carts/{id}/");
        assertThat(routes.match("/users/")).isEqualTo("404");
        assertThat(routes.match("/orders")).isEqualTo("404");
        assertThat(routes.match("/orders/")).isEqualTo("/orders/");
        assertThat(routes.match("/carts/")).isEqualTo("404");
        assertThat(routes.match("/carts/7")).isEqualTo("/carts/{id}");
        assertThat(routes.match("/carts/7/")).isEqualTo("/carts/{id}/");
    }

    @Test
    void pathsAreCaseSensitiveAndComparedDecoded() {
        routes.add("/caf\u00e9/**").add("/b%20c").add("/d;v=1/e");
        assertThat(routes.match("/caf%c3%a9/x")).isEqualTo("/caf\u00e9/**");
        assertThat(routes.match("/b%20c")).isEqualTo("/b%20c");
        assertThat(routes.match("/%62%20c")).isEqualTo("/b%20c");
        assertThat(routes.match("/d;v=2/e")).isEqualTo("/d;v=1/e");
        assertThat(routes.match("/B%20c")).isEqualTo("404");
        assertThat(routes.match("/x/../caf%C3%A9")).isEqualTo("/caf\u00e9/**");
    }

    @Test
    void hostsGoByNameThenNearestParentThenAny() {
        routes.add("/**").add("*.example.com/**").add("*.eu.example.com/**").add("api.example.com/users");
        assertThat(routes.match("api.example.com/users")).isEqualTo("api.example.com/users");
        assertThat(routes.match("API.example.com:8080/users")).isEqualTo("api.example.com/users");
        assertThat(routes.match("api.example.com/orders")).isEqualTo("*.example.com/**");
        assertThat(routes.match("a.b.example.com/x")).isEqualTo("*.example.com/**");
        assertThat(routes.match("a.eu.example.com./x")).isEqualTo("*.eu.example.com/**");
        assertThat(routes.match("example.com/x")).isEqualTo("/**");
        assertThat(routes.match("[::1]:80/x")).isEqualTo("/**");
    }

    @Test
    void theHostCountsBeforeThePath() {
        routes.add("/users/me").add("api.example.com/**");
        assertThat(routes.match("api.example.com/users/me")).isEqualTo("api.example.com/**");
    }

    @Test
    void moreConditionsThenMethodsThenOrder() {
        routes.add("/a").add("GET /a").add("/a h:x-beta=1").add("/a h:x-beta=1 q:p=2").add("/a q:z=1").add("/a q:y=1");
        assertThat(routes.match("POST /a")).isEqualTo("/a");
        assertThat(routes.match("GET /a")).isEqualTo("GET /a");
        assertThat(routes.match("GET /a X-Beta:1")).isEqualTo("/a h:x-beta=1");
        assertThat(routes.match("GET /a?q=1&p=3&p=2 X-Beta:1")).isEqualTo("/a h:x-beta=1 q:p=2");
        assertThat(routes.match("GET /a?y=1&z=1")).isEqualTo("/a q:z=1");
        assertThat(routes.match("GET /a X-Beta:2")).isEqualTo("GET /a");
    }

    @Test
    void conditionsAreEqualPresentAbsentOrARegularExpression() {
        RouteMatch match = new RouteMatch(PathPattern.parse("/a"), Set.of(), List.of(), Map.of("x-a", new Condition.Matches("v[0-9]+"),
                "x-b", new Condition.Present(true), "x-c", new Condition.Present(false)), Map.of("q", new Condition.Matches("a|b")), null);
        RouteTable table = RouteTable.compile(List.of(RouteConfig.of("r", match, new RouteTarget.ToService("s"))),
                VersioningConfig.DEFAULT);
        assertThat(Routes.describe(table.match(Routes.request("/a?q=x&q=%62 X-A:v7 X-B:")))).isEqualTo("r");
        assertThat(Routes.describe(table.match(Routes.request("/a?q=ab X-A:v7 X-B:1")))).isEqualTo("404");
        assertThat(Routes.describe(table.match(Routes.request("/a?q=a X-A:xv7 X-B:1")))).isEqualTo("404");
        assertThat(Routes.describe(table.match(Routes.request("/a?q=a X-A:v7 X-B:1 X-C:1")))).isEqualTo("404");
        assertThat(Routes.describe(table.match(Routes.request("/a?q=a X-A:v7")))).isEqualTo("404");
    }

    @Test
    void aCaptureBeatsAnAnonymousSegment() {
        routes.add("/u/*").add("/u/{id}");
        assertThat(routes.match("/u/1")).isEqualTo("/u/{id}");
    }

    @Test
    void aPathWithoutTheMethodIs405WithAllOfThem() {
        routes.add("GET,POST /a").add("DELETE /*").add("PUT /a h:x=1");
        assertThat(routes.match("PATCH /a")).isEqualTo("405 DELETE, GET, HEAD, POST");
        assertThat(routes.match("PATCH /a x:1")).isEqualTo("405 DELETE, GET, HEAD, POST, PUT");
        assertThat(routes.match("DELETE /a")).isEqualTo("DELETE /*");
        assertThat(routes.match("get /b")).isEqualTo("405 DELETE");
        assertThat(routes.match("PATCH /a/b")).isEqualTo("404");
    }

    @Test
    void getRoutesServeHeadUnlessOneAsksForIt() {
        routes.add("GET /a").add("GET /b").add("HEAD /b").add("POST /c");
        assertThat(routes.match("HEAD /a")).isEqualTo("GET /a");
        assertThat(routes.match("HEAD /b")).isEqualTo("HEAD /b");
        assertThat(routes.match("HEAD /c")).isEqualTo("405 POST");
        assertThat(routes.match("OPTIONS /a")).isEqualTo("405 GET, HEAD");
    }

    @Test
    void aLessSpecificRouteTakesTheMethodThatTheOtherLacks() {
        routes.add("GET /users/**").add("/**");
        assertThat(routes.match("POST /users/7")).isEqualTo("/**");
    }

    @Test
    void capturesAreDecodedSegments() {
        routes.add("/u/{id}/o/{order}/**");
        RouteDecision.Found found = (RouteDecision.Found) routes.table().match(Routes.request("/u/a%20%25%c3%a9/o/7;v=1/rest/x"));
        assertThat(found.match().captures()).isEqualTo(Map.of("id", "a %\u00e9", "order", "7"));
        assertThat(found.match().routeId()).isEqualTo("/u/{id}/o/{order}/**");
    }

    @Test
    void regularExpressionsMatchWholePathsAndCapture() {
        routes.addRegex("/files/(?P<name>.*)\\.(?P<type>png|jpg)").add("/files/**");
        RouteTable table = routes.table();
        RouteDecision.Found found = (RouteDecision.Found) table.match(Routes.request("/files/a/b.png"));
        assertThat(found.match().captures()).isEqualTo(Map.of("name", "a/b", "type", "png"));
        assertThat(routes.match("/files/a.png.bak")).isEqualTo("/files/**");
    }

    @Test
    void anEncodedSlashMustNotLeadToAnotherRoute() {
        routes.add("/public/**").add("/admin/**").add("/files/{name}").add("POST /files/a/b");
        assertThat(routes.match("/public/a%2Fb")).isEqualTo("/public/**");
        assertThat(routes.match("/files/a%2Fc")).isEqualTo("/files/{name}");
        assertThat(routes.match("/files/a%2Fb")).isEqualTo("400");
        assertThat(routes.match("/admin%2Fsecret")).isEqualTo("400");
        assertThat(routes.match("/other%2Fsecret")).isEqualTo("404");
        assertThat(routes.match("/files%5Ca")).isEqualTo("400");
    }

    @Test
    void versionsComeFromAHeader() {
        routes.add("/u v:v1").add("/u v:v2").add("/u/x").add("/w");
        RouteTable table = routes.table(new VersioningConfig(By.HEADER, "X-API-Version", "v1"));
        assertThat(Routes.describe(table.match(Routes.request("/u")))).isEqualTo("/u v:v1");
        assertThat(Routes.describe(table.match(Routes.request("/u X-API-Version:v2")))).isEqualTo("/u v:v2");
        assertThat(Routes.describe(table.match(Routes.request("/u X-API-Version:v9")))).isEqualTo("404");
        assertThat(Routes.describe(table.match(Routes.request("/w X-API-Version:v9")))).isEqualTo("/w");
    }

    @Test
    void withoutADefaultARequestWithoutVersionMeetsRoutesWithoutOne() {
        routes.add("/u v:v1").add("/u").add("/x v:v1");
        assertThat(routes.match("/u")).isEqualTo("/u");
        assertThat(routes.match("/u X-API-Version:v1")).isEqualTo("/u v:v1");
        assertThat(routes.match("/x")).isEqualTo("404");
    }

    @Test
    void versionsComeFromAccept() {
        routes.add("/u v:v1").add("/u v:v2");
        RouteTable table = routes.table(new VersioningConfig(By.ACCEPT, "X-API-Version", "v1"));
        assertThat(Routes.describe(table.match(Routes.request("/u Accept:text/html,application/vnd.example.v2+json;q=0.8"))))
                .isEqualTo("/u v:v2");
        assertThat(Routes.describe(table.match(Routes.request("/u Accept:application/json;version=v2")))).isEqualTo("/u v:v2");
        assertThat(Routes.describe(table.match(Routes.request("/u Accept:application/json")))).isEqualTo("/u v:v1");
        assertThat(Routes.describe(table.match(Routes.request("/u Accept:application/json;version=v3")))).isEqualTo("404");
    }

    @Test
    void versionsComeFromTheFirstSegment() {
        routes.add("/u/{id} v:v1").add("/u/{id} v:v2").add("/plain");
        routes.add("regex v:v2", PathPattern.regex("/r/(?P<n>[0-9]+)"));
        RouteTable table = routes.table(new VersioningConfig(By.PATH, "X-API-Version", "v1"));
        assertThat(Routes.describe(table.match(Routes.request("/v2/u/7")))).isEqualTo("/u/{id} v:v2");
        assertThat(Routes.describe(table.match(Routes.request("/v1/u/7")))).isEqualTo("/u/{id} v:v1");
        assertThat(Routes.describe(table.match(Routes.request("/u/7")))).isEqualTo("/u/{id} v:v1");
        assertThat(Routes.describe(table.match(Routes.request("/v3/u/7")))).isEqualTo("404");
        assertThat(Routes.describe(table.match(Routes.request("/plain")))).isEqualTo("/plain");
        assertThat(((RouteDecision.Found) table.match(Routes.request("/v2/u/7"))).match().captures()).isEqualTo(Map.of("id", "7"));
        assertThat(((RouteDecision.Found) table.match(Routes.request("/v2/r/42"))).match().captures()).isEqualTo(Map.of("n", "42"));
    }

    @Test
    void theStarOfOptionsIsNoPath() {
        routes.add("/**");
        assertThat(routes.table().match(new io.gridgate.exchange.Request("OPTIONS", io.gridgate.http.Target.parse("*"),
                new io.gridgate.http.Authority("localhost", -1), new io.gridgate.http.Headers(), io.gridgate.exchange.Body.empty(), false)))
                .isInstanceOf(RouteDecision.NotFound.class);
    }
}
