package io.gridgate.grid;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.partition.PartitionService;

/**
 * Who answers for the keys of maps, from what this node knows.
 *
 * <p>Thread-safety: thread-safe.
 */
final class KeyOwners {

    private final PartitionService partitions;

    KeyOwners(HazelcastInstance hazelcast) {
        this.partitions = hazelcast.getPartitionService();
    }

    /** Returns the id of the member that owns the key; empty: nobody does now. */
    String owner(String key) {
        Member owner = partitions.getPartition(key).getOwner();
        return owner == null ? "" : owner.getUuid().toString();
    }
}
