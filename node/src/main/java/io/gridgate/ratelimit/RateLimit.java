package io.gridgate.ratelimit;

import io.gridgate.base.Metrics;
import io.gridgate.config.gateway.RateLimitConfig;
import io.gridgate.config.gateway.RateLimitConfig.Mode;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.GatewayException;
import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import io.gridgate.ratelimit.counter.CounterRule;
import io.gridgate.ratelimit.match.LimitDetails;
import io.gridgate.ratelimit.match.PathMatcher;
import io.gridgate.ratelimit.usage.LimitFacts;
import io.gridgate.ratelimit.usage.LimitUsage;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A limit of one revision, compiled: where it applies, what it counts by, and what its answers say.
 *
 * <p>Thread-safety: immutable but for a text that is said again; its counters are thread-safe.
 */
final class RateLimit {

    private static final long MILLIS = 1_000;

    private final RateLimitConfig config;
    private final @Nullable PathMatcher path;
    private final LimitCounters counters;
    private final CounterRule rule;
    private final String limitText;
    private final String windowText;
    private final Metrics.Counter violations;
    private final Metrics.Counter passedAlone;
    private final Metrics.Counter refusedAlone;
    private volatile Seconds saidLast = new Seconds(0, "0");

    private record Seconds(long count, String text) {}

    RateLimit(RateLimitConfig config, LimitCounters counters, Metrics metrics) {
        this.config = config;
        this.path = config.path() == null ? null : PathMatcher.of(config.path());
        this.counters = counters;
        this.rule = CounterRule.of(config);
        this.limitText = Long.toString(config.limit());
        this.windowText = words(config.window());
        this.violations = metrics.counter("rate_limit.violations", Map.of("limit", config.name()));
        this.passedAlone = metrics.counter("rate_limit.grid_lost", Map.of("limit", config.name(), "decision", "passed"));
        this.refusedAlone = metrics.counter("rate_limit.grid_lost", Map.of("limit", config.name(), "decision", "refused"));
    }

    String name() {
        return config.name();
    }

    RateLimitConfig config() {
        return config;
    }

    /** Returns what its path captures of the exchange's; null: the limit does not apply to it. */
    @Nullable
    Map<String, String> match(Exchange exchange, boolean isNamed) {
        Map<String, String> captures = path == null ? Map.of() : path.match(exchange.request().target());
        return captures == null && isNamed ? Map.of() : captures;
    }

    /** Returns the counter that the exchange is counted by. */
    KeyCounter counter(Exchange exchange, Map<String, String> captures, long nowNanos) {
        return counters.counter(exchange, captures, nowNanos);
    }

    CounterRule rule() {
        return rule;
    }

    /** Returns how much its keys have used of it; at most so many keys. */
    LimitUsage usage(int keys, long nowNanos, long nowMillis) {
        LimitFacts facts = new LimitFacts(isLocal() ? LimitFacts.Kind.LOCAL_RATE : LimitFacts.Kind.RATE, name(), config.limit(),
                rule.capacity(), config.algorithm().name().toLowerCase(Locale.ROOT), windowText);
        return counters.usage(facts, keys, nowNanos, nowMillis);
    }

    int units() {
        return config.tokens();
    }

    boolean isLocal() {
        return config.mode() == Mode.LOCAL;
    }

    boolean isShadow() {
        return config.shadow();
    }

    void violated() {
        violations.add();
    }

    void decidedAlone(boolean passed) {
        (passed ? passedAlone : refusedAlone).add();
    }

    /** Adds what is left, and until when, to the fields of an answer. */
    void describe(Headers headers, long left, long resetMillis) {
        String remaining = Long.toString(left);
        String reset = secondsText(seconds(resetMillis));
        if (headers.containsPrefix(HeaderNames.RATE_LIMIT_PREFIX)) {
            headers.set(HeaderNames.RATE_LIMIT_LIMIT, limitText).set(HeaderNames.RATE_LIMIT_REMAINING, remaining)
                    .set(HeaderNames.RATE_LIMIT_RESET, reset);
        } else {
            headers.add(HeaderNames.RATE_LIMIT_LIMIT, limitText).add(HeaderNames.RATE_LIMIT_REMAINING, remaining)
                    .add(HeaderNames.RATE_LIMIT_RESET, reset);
        }
    }

    /** Most answers of a limit say the second that the one before said. */
    private String secondsText(long seconds) {
        Seconds last = saidLast;
        if (last.count() != seconds) {
            last = new Seconds(seconds, Long.toString(seconds));
            saidLast = last;
        }
        return last.text();
    }

    /** Returns the fields that say what is left, and until when. */
    Headers fields(long left, long resetMillis) {
        Headers headers = new Headers(4);
        describe(headers, left, resetMillis);
        return headers;
    }

    /** Returns the refusal of a request that may come again after so many milliseconds. */
    GatewayException refusal(long resetMillis, long retryMillis) {
        long retryAfter = Math.max(1, seconds(retryMillis));
        Headers headers = fields(0, Math.max(resetMillis, retryMillis));
        headers.set(HeaderNames.RETRY_AFTER, Long.toString(retryAfter));
        return GatewayException.of(ErrorCode.RATE_LIMIT_EXCEEDED)
                .with(new LimitDetails(config.limit(), windowText, retryAfter).byName(), headers);
    }

    private static long seconds(long millis) {
        return Math.ceilDiv(millis, MILLIS);
    }

    /** Returns the window as documents write it in words: {@code 1 hour}. */
    static String words(Duration window) {
        String[] names = {"day", "hour", "minute", "second"};
        long[] units = {86_400_000, 3_600_000, 60_000, 1_000};
        long millis = window.toMillis();
        for (int i = 0; i < names.length; i++) {
            if (millis % units[i] == 0) {
                long count = millis / units[i];
                return count + " " + names[i] + (count == 1 ? "" : "s");
            }
        }
        return millis + " ms";
    }

    @Override
    public String toString() {
        return config.name();
    }
}
