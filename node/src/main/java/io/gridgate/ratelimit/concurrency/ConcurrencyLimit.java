package io.gridgate.ratelimit.concurrency;

import io.gridgate.base.Metrics;
import io.gridgate.config.gateway.ConcurrencyLimitConfig;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.GatewayException;
import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import io.gridgate.ratelimit.match.LimitDetails;
import io.gridgate.ratelimit.match.LimitKey;
import io.gridgate.ratelimit.match.PathMatcher;
import io.gridgate.ratelimit.usage.LimitFacts;
import io.gridgate.ratelimit.usage.LimitUsage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A concurrency limit of one revision, compiled: where it applies, what it counts by, and how it refuses.
 *
 * <p>Thread-safety: immutable; its table is thread-safe.
 */
final class ConcurrencyLimit {

    /** Nobody knows when an exchange will end; clients come again after the least that the field can say. */
    private static final int RETRY_AFTER_SECONDS = 1;
    private static final String CONCURRENT = "concurrent";

    private final ConcurrencyLimitConfig config;
    private final @Nullable PathMatcher path;
    private final LimitKey key;
    private final PermitTable table;
    private final Metrics.Counter violations;
    private final Metrics.Counter passedAlone;
    private final Metrics.Counter refusedAlone;

    ConcurrencyLimit(ConcurrencyLimitConfig config, PermitTable table, Metrics metrics) {
        this.config = config;
        this.path = config.path() == null ? null : PathMatcher.of(config.path());
        this.key = LimitKey.of(config.key());
        this.table = table;
        this.violations = metrics.counter("concurrency_limit.violations", Map.of("limit", config.name()));
        this.passedAlone = metrics.counter("concurrency_limit.grid_lost", Map.of("limit", config.name(), "decision", "passed"));
        this.refusedAlone = metrics.counter("concurrency_limit.grid_lost", Map.of("limit", config.name(), "decision", "refused"));
    }

    String name() {
        return config.name();
    }

    ConcurrencyLimitConfig config() {
        return config;
    }

    PermitTable table() {
        return table;
    }

    boolean isShadow() {
        return config.shadow();
    }

    /** Returns what the exchange is counted by; null: the limit does not apply to it. */
    @Nullable
    String key(Exchange exchange) {
        Map<String, String> captures = path == null ? Map.of() : path.match(exchange.request().target());
        return captures == null ? null : key.render(exchange, captures);
    }

    void violated() {
        violations.add();
    }

    void decidedAlone(boolean passed) {
        (passed ? passedAlone : refusedAlone).add();
    }

    /** Returns the refusal of an exchange of which as many are under way as may be. */
    GatewayException refusal() {
        return GatewayException.of(ErrorCode.RATE_LIMIT_EXCEEDED, "too many requests at once").with(
                new LimitDetails(config.limit(), CONCURRENT, RETRY_AFTER_SECONDS).byName(),
                Headers.of(HeaderNames.RETRY_AFTER, Integer.toString(RETRY_AFTER_SECONDS)));
    }

    /** Returns how many exchanges of its keys are under way on this node; at most so many keys. */
    LimitUsage usage(int keys) {
        return table.usage(new LimitFacts(LimitFacts.Kind.CONCURRENCY, name(), config.limit(), config.limit(), CONCURRENT, ""), keys);
    }

    @Override
    public String toString() {
        return config.name();
    }
}
