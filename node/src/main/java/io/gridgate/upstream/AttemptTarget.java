package io.gridgate.upstream;

import io.gridgate.config.service.ConnectionsConfig;
import io.gridgate.config.service.TimeoutsConfig;
import io.gridgate.upstream.pool.SelectorConnections;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * How attempts on a service are made, compiled with the document.
 *
 * <p>Thread-safety: immutable.
 *
 * @param rewriteHost whether the instance's authority replaces the client's {@code Host}
 */
record AttemptTarget(SelectorConnections manager, Timeout connectTimeout, long firstByteNanos, long idleTimeoutNanos, TimeValue idle,
        long idleNanos, int connectionsMax, int pendingMax, boolean rewriteHost) {

    static AttemptTarget compile(SelectorConnections manager, TimeoutsConfig timeouts, ConnectionsConfig connections,
            boolean rewriteHost) {
        long idle = connections.idle().toNanos();
        return new AttemptTarget(manager, Timeout.of(timeouts.connect().toNanos(), TimeUnit.NANOSECONDS), timeouts.firstByte().toNanos(),
                timeouts.idle().toNanos(), TimeValue.of(idle, TimeUnit.NANOSECONDS), idle, connections.max(), connections.maxPending(),
                rewriteHost);
    }
}
