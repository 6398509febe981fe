package io.gridgate.gateway;

import io.gridgate.config.service.ServiceConfig;
import io.gridgate.config.service.TimeoutsConfig;
import io.gridgate.exchange.Filter;
import java.io.IOException;

/**
 * Makes the last filter of a chain, which asks an instance.
 *
 * <p>Thread-safety: thread-safe.
 */
@FunctionalInterface
public interface AttemptFilters {

    /**
     * Returns the filter that makes the attempts on a service.
     *
     * @param timeouts the route's, which may override the service's
     * @throws IOException when a certificate or key file of the service cannot be used
     */
    Filter attemptFilter(ServiceConfig service, TimeoutsConfig timeouts) throws IOException;
}
