package io.gridgate.cache;

import io.gridgate.http.CacheControl;

/**
 * For how long and how a stored answer may be given.
 *
 * @param lifetimeSeconds from when it was made until it is stale
 * @param needsValidation whether it may never be given without asking the origin ({@code no-cache})
 * @param mustRevalidate whether it may never be given stale
 * @param whileRevalidateSeconds how long after it is stale it may be given while it is asked for again
 * @param ifErrorSeconds how long after it is stale it may be given when the origin fails
 *
 * <p>Thread-safety: immutable.
 */
record Terms(long lifetimeSeconds, boolean needsValidation, boolean mustRevalidate, long whileRevalidateSeconds, long ifErrorSeconds) {

    /** How long an answer that can be asked for with a condition is kept after it is stale. */
    private static final long VALIDATOR_SECONDS = 3_600;

    /**
     * Returns what the answer's directives say, with the policy's where they say nothing.
     *
     * @param lifetimeSeconds as it was found to be
     */
    static Terms of(long lifetimeSeconds, CacheControl answer, CachePolicy policy) {
        boolean must = answer.has("must-revalidate") || answer.has("proxy-revalidate") || answer.has("s-maxage");
        return new Terms(lifetimeSeconds, answer.hasUnqualified("no-cache"), must,
                answer.seconds("stale-while-revalidate").orElse(policy.whileRevalidateSeconds()),
                answer.seconds("stale-if-error").orElse(policy.ifErrorSeconds()));
    }

    boolean mayBeStale() {
        return !mustRevalidate && !needsValidation;
    }

    /** Returns for how many seconds it is of any use. */
    long keptSeconds(boolean hasValidator) {
        long stale = mayBeStale() ? Math.max(whileRevalidateSeconds, ifErrorSeconds) : 0;
        return lifetimeSeconds + Math.max(stale, hasValidator ? VALIDATOR_SECONDS : 0);
    }
}
