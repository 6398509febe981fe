package io.gridgate.service.instance;

import java.time.Instant;
import java.util.List;

/**
 * The instances that a source named last, as they are remembered.
 *
 * <p>Thread-safety: immutable.
 *
 * @param instances in the order of the source; may be empty
 * @param knownAt when the source named them
 */
public record StoredInstances(List<KnownInstance> instances, Instant knownAt) {

    public StoredInstances {
        instances = List.copyOf(instances);
    }
}
