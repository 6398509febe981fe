package io.gridgate.service.health;

import io.gridgate.config.service.ServiceConfig;
import io.gridgate.service.instance.Instance;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * The port through which an instance is asked how it is.
 *
 * <p>Thread-safety: thread-safe; never called on a selector.
 */
@FunctionalInterface
public interface HealthProbe {

    /**
     * Returns the status of {@code GET path} on that instance, over the transport (TLS, names, protocol) of its service but
     * outside the pool's bounds. Completes on any thread and no later than {@code timeout} plus a second; fails when there
     * was no answer, with a message that an operator understands.
     */
    CompletionStage<Integer> probe(Instance instance, ServiceConfig service, String path, Duration timeout);
}
