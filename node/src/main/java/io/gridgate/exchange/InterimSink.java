package io.gridgate.exchange;

import io.gridgate.http.Headers;

/**
 * Who passes interim answers (1xx) on to a client; the final answer comes behind them on its own way.
 *
 * <p>Thread-safety: called on the exchange's loop only.
 */
@FunctionalInterface
public interface InterimSink {

    /**
     * An interim answer came. It may be dropped, it never waits and never fails (RFC 9110 15.2).
     *
     * @param status 100, or 102 to 199
     * @param fields end-to-end fields, the sink's own from now on
     */
    void onInterim(int status, Headers fields);
}
