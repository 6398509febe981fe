package io.gridgate.route;

import io.gridgate.config.gateway.GatewayDocument;
import io.gridgate.config.route.RouteTarget;
import io.gridgate.config.route.RouteTest;
import io.gridgate.config.route.RouteTest.Verdict;
import io.gridgate.exchange.Body;
import io.gridgate.exchange.Request;
import io.gridgate.http.Authority;
import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import io.gridgate.http.MalformedTargetException;
import io.gridgate.http.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The document's own {@code tests}, run on its route table without a network.
 *
 * <p>Thread-safety: stateless.
 */
public final class DocumentTests {

    /** What the gateway would do with a request: its verdict, and the route and services where there are any. */
    public record Found(String verdict, @Nullable String route, List<String> services) {

        public Found {
            services = List.copyOf(services);
        }

        static Found of(String verdict) {
            return new Found(verdict, null, List.of());
        }
    }

    /**
     * The result of one test.
     *
     * @param differences one line for each expectation that was not met, {@code route: expected users, found orders}; empty: passed
     */
    public record Result(RouteTest test, Found found, List<String> differences) {

        public Result {
            differences = List.copyOf(differences);
        }

        /** Returns whether everything expected was found. */
        public boolean passed() {
            return differences.isEmpty();
        }
    }

    private static final Authority ANY_HOST = new Authority("localhost", -1);

    private DocumentTests() {}

    /** Returns the results of all tests of the document, in its order. */
    public static List<Result> run(GatewayDocument document) {
        RouteTable table = RouteTable.compile(document.routes(), document.versioning());
        String healthPath = document.deployment().healthPath();
        return document.tests().stream().map(test -> judged(test, found(table, healthPath, test.request()))).toList();
    }

    private static Result judged(RouteTest test, Found found) {
        List<String> differences = new ArrayList<>();
        RouteTest.Expect expect = test.expect();
        Verdict verdict = expect.verdict();
        if (verdict != null && !verdict.text().equals(found.verdict)) {
            differences.add("verdict: expected " + verdict.text() + ", found " + found.verdict);
        }
        if (expect.route() != null && !expect.route().equals(found.route)) {
            differences.add("route: expected " + expect.route() + ", found " + (found.route == null ? "none" : found.route));
        }
        if (expect.service() != null && !found.services.contains(expect.service())) {
            String services = found.services.isEmpty() ? "none" : String.join(" or ", found.services);
            differences.add("service: expected " + expect.service() + ", found " + services);
        }
        return new Result(test, found, differences);
    }

    private static Found found(RouteTable table, String healthPath, RouteTest.Request test) {
        Request request;
        try {
            request = request(test);
        } catch (MalformedTargetException e) {
            return Found.of("400");
        }
        if (request.target().path().equals(healthPath)) {
            boolean read = request.method().equals("GET") || request.method().equals("HEAD");
            return Found.of((read ? Verdict.RESPOND : Verdict.METHOD_NOT_ALLOWED).text());
        }
        return switch (table.match(request)) {
            case RouteDecision.Found found -> found(found.route());
            case RouteDecision.NotFound _ -> Found.of(Verdict.NO_ROUTE.text());
            case RouteDecision.MethodNotAllowed _ -> Found.of(Verdict.METHOD_NOT_ALLOWED.text());
            case RouteDecision.Ambiguous _ -> Found.of("400");
        };
    }

    private static Found found(Route route) {
        Verdict verdict = switch (route.config().target()) {
            case RouteTarget.ToService _,RouteTarget.Split _ -> Verdict.FORWARD;
            case RouteTarget.Redirect _ -> Verdict.REDIRECT;
            case RouteTarget.Respond _ -> Verdict.RESPOND;
        };
        return new Found(verdict.text(), route.id(), services(route.config().target()));
    }

    private static List<String> services(RouteTarget target) {
        return switch (target) {
            case RouteTarget.ToService(String service) -> List.of(service);
            case RouteTarget.Split split -> split.services().stream().filter(service -> service.weight() > 0)
                    .map(RouteTarget.WeightedService::service).toList();
            case RouteTarget.Redirect _,RouteTarget.Respond _ -> List.of();
        };
    }

    private static Request request(RouteTest.Request test) {
        Headers headers = new Headers(test.headers().size());
        test.headers().forEach(headers::add);
        String host = headers.first(HeaderNames.HOST);
        Authority authority = host == null ? ANY_HOST : Authority.parse(host);
        if (authority == null) {
            throw new MalformedTargetException("the host is malformed");
        }
        return new Request(test.method().toUpperCase(Locale.ROOT), Target.parse(test.path()), authority, headers, Body.empty(), false);
    }
}
