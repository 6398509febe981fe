package io.gridgate.config.service;

import io.gridgate.config.value.GatewayDefaults;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When a failed attempt is made again.
 *
 * <p>Thread-safety: immutable.
 *
 * @param attempts tries after the first, 0 to 10; 0 = none
 * @param methods the methods whose requests are sent again
 * @param budget retries as a share of the node's requests of the last 10 s, 0.0 to 1.0; at least 10 a second are allowed
 */
public record RetriesConfig(int attempts, RetryOn on, Set<String> methods, double budget) {
    public static final RetriesConfig DEFAULT = new RetriesConfig(GatewayDefaults.RETRY_ATTEMPTS,
            RetryOn.DEFAULT, GatewayDefaults.RETRY_METHODS, GatewayDefaults.RETRY_BUDGET);

    public RetriesConfig {
        methods = Collections.unmodifiableSet(new LinkedHashSet<>(methods));
    }

    /**
     * What a route says otherwise; each absent value is the service's.
     *
     * <p>Thread-safety: immutable.
     */
    public record Overrides(@Nullable Integer attempts, @Nullable RetryOn on, @Nullable Set<String> methods,
            @Nullable Double budget) {
        public static final Overrides NONE = new Overrides(null, null, null, null);

        public Overrides {
            methods = methods == null ? null : Collections.unmodifiableSet(new LinkedHashSet<>(methods));
        }

        /** Returns the retries of a route that has these overrides, on a service that has the given ones. */
        public RetriesConfig over(RetriesConfig service) {
            return new RetriesConfig(
                    attempts == null ? service.attempts : attempts,
                    on == null ? service.on : on,
                    methods == null ? service.methods : methods,
                    budget == null ? service.budget : budget);
        }
    }
}
