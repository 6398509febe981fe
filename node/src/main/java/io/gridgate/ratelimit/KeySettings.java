package io.gridgate.ratelimit;

import io.gridgate.config.gateway.RateLimitConfig;
import io.gridgate.config.gateway.RateLimitConfig.Algorithm;
import io.gridgate.config.gateway.RateLimitConfig.Mode;
import io.gridgate.config.gateway.RateLimitConfig.OnGridLoss;
import io.gridgate.ratelimit.counter.CounterRule;
import java.util.Optional;

/**
 * What the revision that is served says of a limit's counters.
 *
 * <p>Thread-safety: immutable.
 *
 * @param unit permits of one request
 */
record KeySettings(CounterRule rule, Mode mode, OnGridLoss onGridLoss, int unit) {

    static KeySettings of(RateLimitConfig config) {
        return new KeySettings(CounterRule.of(config), config.mode(), config.onGridLoss(), config.tokens());
    }

    /** Returns the rule of one of so many nodes that each count for themselves; absent: there are more nodes than permits. */
    Optional<CounterRule> share(int members) {
        if (rule.capacity() < members) {
            return Optional.empty();
        }
        return Optional.of(rule.algorithm() == Algorithm.TOKEN_BUCKET
                ? new CounterRule(rule.algorithm(), rule.limit(), rule.burst() / members, rule.windowMillis() * members)
                : new CounterRule(rule.algorithm(), rule.limit() / members, rule.burst(), rule.windowMillis()));
    }
}
