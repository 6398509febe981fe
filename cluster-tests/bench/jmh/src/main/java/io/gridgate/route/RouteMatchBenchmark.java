package io.gridgate.route;

import io.gridgate.bench.Exchanges;
import io.gridgate.config.route.PathPattern;
import io.gridgate.config.route.RouteConfig;
import io.gridgate.config.route.RouteMatch;
import io.gridgate.config.route.RouteTarget;
import io.gridgate.config.route.VersioningConfig;
import io.gridgate.exchange.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What it takes to find a request's route among few and many; requests go to routes all over the table, so that caches do not hide its size.
 *
 * <p>Thread-safety: confined to one thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RouteMatchBenchmark {

    private static final int REQUESTS = 1024;
    private static final int ROUTES_OF_A_SERVICE = 2;

    @Param({"10", "1000", "100000"}) int routes;

    private RouteTable table;
    private Request[] known;
    private Request[] unknown;
    private int next;

    @Setup
    public void setUp() {
        int services = routes / ROUTES_OF_A_SERVICE;
        List<RouteConfig> configs = new ArrayList<>(routes);
        for (int service = 0; service < services; service++) {
            configs.add(route("/svc" + service + "/users/{id}/orders"));
            configs.add(route("/svc" + service + "/static/**"));
        }
        table = RouteTable.compile(configs, VersioningConfig.DEFAULT);
        SplittableRandom random = new SplittableRandom(4711);
        known = new Request[REQUESTS];
        unknown = new Request[REQUESTS];
        for (int i = 0; i < REQUESTS; i++) {
            int service = random.nextInt(services);
            known[i] = Exchanges.request("/svc" + service + (i % ROUTES_OF_A_SERVICE == 0 ? "/users/4711/orders" : "/static/css/site.css"));
            unknown[i] = Exchanges.request("/svc" + service + "/users/4711/invoices");
        }
    }

    private static RouteConfig route(String path) {
        return RouteConfig.of(path, RouteMatch.of(PathPattern.parse(path)), new RouteTarget.ToService("s"));
    }

    @Benchmark
    public RouteDecision found() {
        return table.match(known[next++ & REQUESTS - 1]);
    }

    @Benchmark
    public RouteDecision notFound() {
        return table.match(unknown[next++ & REQUESTS - 1]);
    }
}
