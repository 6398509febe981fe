package io.gridgate.cache;

/**
 * What {@code Cache-Status} says.
 *
 * <p>Thread-safety: constants. Source: RFC 9211.
 */
final class CacheStatus {

    static final String MISS = "gridgate; fwd=uri-miss";
    static final String VARY_MISS = "gridgate; fwd=vary-miss";
    static final String STALE = "gridgate; fwd=stale";
    static final String REVALIDATED = "gridgate; fwd=stale; fwd-status=304; stored";
    static final String STALE_ERROR = "gridgate; hit; fwd=stale; detail=stale-if-error";
    static final String COLLAPSED = "gridgate; fwd=uri-miss; collapsed";
    static final String BYPASS = "gridgate; fwd=bypass";
    static final String METHOD = "gridgate; fwd=method";
    static final String REQUEST = "gridgate; fwd=request";
    static final String PARTIAL = "gridgate; fwd=partial";

    private static final String GRID = "; detail=grid";

    private CacheStatus() {}

    /** Returns the same of an answer that is kept. */
    static String stored(String status) {
        return status + "; stored";
    }

    /** Returns the same of an answer that another node fetched. */
    static String gridHit(long freshSeconds) {
        return hit(freshSeconds) + GRID;
    }

    /** Returns that of an answer that was stored and has so many seconds left; less than 0 when it is stale. */
    static String hit(long freshSeconds) {
        return "gridgate; hit; ttl=" + freshSeconds;
    }
}
