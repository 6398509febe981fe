package io.gridgate.upstream;

import io.gridgate.bench.Exchanges;
import io.gridgate.exchange.Body;
import io.gridgate.exchange.Exchange;
import io.gridgate.http.Headers;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What it takes to edit the eight fields of a browser's request.
 *
 * <p>Thread-safety: confined to one thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HeaderEditBenchmark {

    private final Exchange exchange = Exchanges.exchange("/api/v2/users/4711/orders?page=2");
    private final Headers fields = exchange.request().headers();

    /** A copy, a field changed, one removed, one added. */
    @Benchmark
    public Headers setRemoveAdd() {
        Headers edited = fields.copy();
        edited.set("Accept-Encoding", "identity");
        edited.remove("Cookie");
        return edited.add("X-Tenant", "acme");
    }

    /** The whole head that a backend gets: connection fields out, forwarding fields, Via, request id and trace in. */
    @Benchmark
    public Object forwardedHead() {
        return ForwardedRequest.head(exchange, Body.empty(), null);
    }
}
