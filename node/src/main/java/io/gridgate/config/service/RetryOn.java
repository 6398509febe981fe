package io.gridgate.config.service;

import io.gridgate.config.value.GatewayDefaults;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The failures of an attempt after which another is made.
 *
 * <p>Thread-safety: immutable.
 *
 * @param connectFailure the connection could not be made, so nothing was sent
 * @param reset the connection broke before the head of an answer
 * @param statuses statuses of an answer, 500 to 599 or 429
 */
public record RetryOn(boolean connectFailure, boolean reset, Set<Integer> statuses) {
    public static final RetryOn DEFAULT = new RetryOn(true, true, GatewayDefaults.RETRY_STATUSES);

    public RetryOn {
        statuses = Collections.unmodifiableSet(new LinkedHashSet<>(statuses));
    }
}
