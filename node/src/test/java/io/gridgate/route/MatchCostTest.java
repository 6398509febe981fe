package io.gridgate.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.config.route.HostPattern;
import io.gridgate.config.route.PathPattern;
import io.gridgate.config.route.PathPattern.Segment;
import io.gridgate.config.route.PathPattern.Segment.Capture;
import io.gridgate.config.route.PathPattern.Segment.Literal;
import io.gridgate.config.route.PathPattern.Segment.Rest;
import io.gridgate.config.route.RouteConfig;
import io.gridgate.config.route.RouteMatch;
import io.gridgate.config.route.RouteTarget;
import io.gridgate.config.route.VersioningConfig;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    void tenThousandHostsCostWhatTenDo() {
        assertThat(hosts(10_000).visited(Routes.request("t7.example.com/a/b")))
                .isEqualTo(hosts(10).visited(Routes.request("t7.example.com/a/b")));
    }

    @Test
    void literalChainsAreOneNode() {
        RouteTable table = new Routes().add("/a/b/c/d/e/f/{x}").table();
        assertThat(table.visited(Routes.request("/a/b/c/d/e/f/1"))).isEqualTo(3);
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
        List<RouteConfig> configs = configs(10_000);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        RouteTable.compile(configs, VersioningConfig.DEFAULT);
        assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - start)).isLessThan(Duration.ofSeconds(1));
    }

    private static RouteTable table(int count) {
        return RouteTable.compile(configs(count), VersioningConfig.DEFAULT);
    }

    /** Returns that many routes of services, four a service; {@code svc7} is always one, and {@code /**}. */
    private static List<RouteConfig> configs(int count) {
        List<RouteConfig> configs = new ArrayList<>(count + 1);
        configs.add(config("/**", List.of(new Rest())));
        for (int i = 0; i < Math.max(2, count / 4); i++) {
            String name = "svc" + (count == 10 ? i + 7 : i);
            Literal service = new Literal(name);
            configs.add(config("/" + name + "/users/{id}", List.of(service, new Literal("users"), new Capture("id"))));
            configs.add(config("/" + name + "/users/{id}/orders",
                    List.of(service, new Literal("users"), new Capture("id"), new Literal("orders"))));
            configs.add(config("/" + name + "/static/**", List.of(service, new Literal("static"), new Rest())));
            configs.add(RouteConfig.of("/" + name, RouteMatch.of(new PathPattern.Exact("/" + name)), new RouteTarget.ToService("s")));
        }
        return configs;
    }

    private static RouteConfig config(String text, List<Segment> segments) {
        return RouteConfig.of(text, RouteMatch.of(new PathPattern.Wildcard(text, segments)), new RouteTarget.ToService("s"));
    }

    private static RouteTable hosts(int count) {
        List<RouteConfig> configs = new ArrayList<>(count);
        PathPattern path = PathPattern.parse("/a/{b}");
        for (int i = 0; i < count; i++) {
            List<HostPattern> hosts = List.of(new HostPattern(false, "t" + i + ".example.com"));
            configs.add(RouteConfig.of("r" + i, new RouteMatch(path, Set.of(), hosts, Map.of(), Map.of(), null),
                    new RouteTarget.ToService("s")));
        }
        return RouteTable.compile(configs, VersioningConfig.DEFAULT);
    }
}
