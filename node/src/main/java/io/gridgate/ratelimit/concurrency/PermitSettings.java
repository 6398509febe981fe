package io.gridgate.ratelimit.concurrency;

import io.gridgate.config.gateway.ConcurrencyLimitConfig;
import io.gridgate.config.gateway.RateLimitConfig.OnGridLoss;
import io.gridgate.ratelimit.permit.PermitStore.Standing;

/**
 * What the revision that is served says of a limit's keys.
 *
 * <p>Thread-safety: immutable.
 */
record PermitSettings(int limit, OnGridLoss onGridLoss) {

    /** All nodes together keep at most this part of a limit at hand; a limit below it times the nodes keeps none. */
    private static final int SPARE_PART = 20;

    static PermitSettings of(ConcurrencyLimitConfig config) {
        return new PermitSettings(config.limit(), config.onGridLoss());
    }

    /** Returns the permits that one of so many nodes may keep without need. */
    int spare(int members) {
        return limit / (SPARE_PART * Math.max(1, members));
    }

    /**
     * Returns whether one more may be under way on a node that counts for itself. There are no shares while a silent owner is still a member: what is
     * under way on all nodes may be the whole limit, and the next owner will know soon.
     */
    boolean passesAlone(int busy, Standing standing) {
        return switch (onGridLoss) {
            case ALLOW -> true;
            case DENY -> false;
            case SHARE -> !standing.isAskable() && busy < limit / Math.max(1, standing.members());
        };
    }
}
