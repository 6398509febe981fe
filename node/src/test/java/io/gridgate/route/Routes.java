package io.gridgate.route;

import io.gridgate.base.EventLoop;
import io.gridgate.config.route.Condition;
import io.gridgate.config.route.HostPattern;
import io.gridgate.config.route.PathPattern;
import io.gridgate.config.route.RouteConfig;
import io.gridgate.config.route.RouteMatch;
import io.gridgate.config.route.RouteTarget;
import io.gridgate.config.route.VersioningConfig;
import io.gridgate.exchange.Body;
import io.gridgate.exchange.Client;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Request;
import io.gridgate.http.Authority;
import io.gridgate.http.Headers;
import io.gridgate.http.Target;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Routes and requests of tests in one line each: the id of a route is its text.
 *
 * <p>Thread-safety: confined to one test.
 */
final class Routes {

    private final List<RouteConfig> configs = new ArrayList<>();

    /** Adds a route written as {@code [METHOD,METHOD] [host]path [h:name=value] [q:name=value] [v:version]}. */
    Routes add(String text) {
        return add(text, null);
    }

    Routes add(String text, @Nullable PathPattern regex) {
        Set<String> methods = new LinkedHashSet<>();
        List<HostPattern> hosts = new ArrayList<>();
        Map<String, Condition> headers = new HashMap<>();
        Map<String, Condition> query = new HashMap<>();
        String version = null;
        PathPattern path = regex;
        for (String word : text.split(" ", -1)) {
            if (word.startsWith("h:") || word.startsWith("q:")) {
                String[] pair = word.substring(2).split("=", -1);
                (word.startsWith("h:") ? headers : query).put(pair[0], new Condition.Equals(pair[1]));
            } else if (word.startsWith("v:")) {
                version = word.substring(2);
            } else if (word.indexOf('/') >= 0) {
                int slash = word.indexOf('/');
                if (slash > 0) {
                    hosts.add(host(word.substring(0, slash)));
                }
                path = PathPattern.parse(word.substring(slash));
            } else if (!word.equals("regex")) {
                methods.addAll(List.of(word.split(",")));
            }
        }
        RouteMatch match = new RouteMatch(Objects.requireNonNull(path), methods, hosts, headers, query, version);
        configs.add(RouteConfig.of(text, match, new RouteTarget.ToService("s")));
        return this;
    }

    Routes addRegex(String regex) {
        configs.add(RouteConfig.of(regex, RouteMatch.of(PathPattern.regex(regex)), new RouteTarget.ToService("s")));
        return this;
    }

    RouteTable table() {
        return table(VersioningConfig.DEFAULT);
    }

    RouteTable table(VersioningConfig versioning) {
        return RouteTable.compile(configs, versioning);
    }

    /** Returns the id of the route that takes the request, or the verdict. */
    String match(String request) {
        return describe(table().match(request(request)));
    }

    static String describe(RouteDecision decision) {
        return switch (decision) {
            case RouteDecision.Found found -> found.route().id();
            case RouteDecision.NotFound _ -> "404";
            case RouteDecision.MethodNotAllowed(String allow) -> "405 " + allow;
            case RouteDecision.Ambiguous _ -> "400";
        };
    }

    /** Returns the request written as {@code [METHOD] [host]/target [name:value ...]}. */
    static Request request(String text) {
        String[] words = text.split(" ", -1);
        int at = words[0].indexOf('/') >= 0 ? 0 : 1;
        String method = at == 0 ? "GET" : words[0];
        int slash = words[at].indexOf('/');
        String host = slash == 0 ? "localhost" : words[at].substring(0, slash);
        Headers headers = new Headers();
        for (int i = at + 1; i < words.length; i++) {
            headers.add(words[i].substring(0, words[i].indexOf(':')), words[i].substring(words[i].indexOf(':') + 1));
        }
        Authority authority = Objects.requireNonNull(Authority.parse(host));
        return new Request(method, Target.parse(words[at].substring(slash)), authority, headers, Body.empty(), false);
    }

    /** Returns an exchange of that request, routed by that table, outside any loop. */
    static Exchange exchange(RouteTable table, String request) {
        Exchange exchange = new Exchange(new NoLoop(), request(request),
                new Client(InetAddress.getLoopbackAddress(), "127.0.0.1", false, "http", 8080), "c-1", 0);
        if (table.match(exchange.request()) instanceof RouteDecision.Found found) {
            exchange.route(found.match());
        }
        return exchange;
    }

    private static HostPattern host(String text) {
        return text.startsWith("*.") ? new HostPattern(true, text.substring(2)) : new HostPattern(false, text);
    }

    /** A loop on which nothing is ever posted. */
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
