package io.gridgate.service.instance;

import io.gridgate.config.service.DiscoveryConfig;
import java.time.Instant;
import java.util.List;

/**
 * The port through which the instances of a service are found and followed.
 *
 * <p>Without the source (its catalogue is down) the last instances stay; it is never on the request path.
 *
 * <p>Thread-safety: thread-safe.
 */
public interface InstanceSource {

    /**
     * Begins to follow what the configuration names and returns at once; the listener hears the first set as soon as it is
     * known, perhaps within this call.
     */
    Watch watch(DiscoveryConfig discovery, Listener listener);

    /** Returns the nodes of the cluster that ask the source for that set; empty when each node asks for itself. */
    default List<String> watchers(DiscoveryConfig discovery) {
        return List.of();
    }

    /** Hears of instances, from any thread, never from two at once. */
    interface Listener {

        /**
         * These are all instances now; an empty list is a fact, not a failure.
         *
         * @param instances addresses are distinct
         * @param knownAt when the source said so; in the past when it is what was remembered
         */
        void onInstances(List<KnownInstance> instances, Instant knownAt);

        /** The source does not answer; the last instances stay. Over with the next {@link #onInstances}. */
        void onTrouble(String problem);
    }

    /** What is being followed. */
    interface Watch extends AutoCloseable {

        /** Stops without waiting; the listener hears nothing that begins after this call. Does nothing when it was closed. */
        @Override
        void close();
    }
}
