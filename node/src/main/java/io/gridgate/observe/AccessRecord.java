package io.gridgate.observe;

import org.jspecify.annotations.Nullable;

/**
 * What the access log says of one exchange, in the form in which the exchange had it; texts are made by the writer.
 *
 * <p>Thread-safety: immutable.
 *
 * @param epochMillis when the exchange ended
 * @param path encoded, without its query, which may bear secrets
 * @param status of the answer; 499: the client went away
 */
record AccessRecord(
        long epochMillis,
        String method,
        String path,
        int status,
        long durationNanos,
        String clientIp,
        @Nullable String userAgent,
        String correlationId,
        @Nullable String route,
        @Nullable String service,
        @Nullable String instance,
        @Nullable String cache,
        long bytesIn,
        long bytesOut,
        @Nullable String user) {}
