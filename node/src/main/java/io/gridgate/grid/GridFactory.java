package io.gridgate.grid;

import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;

/**
 * Makes the entry processors, merge policies and calls that travel between members, by their class id.
 *
 * <p>Thread-safety: stateless.
 */
final class GridFactory implements DataSerializableFactory {

    static final int ID = 7001;
    static final int BOARD_CHANGE = 1;
    static final int RESULT = 2;
    static final int NEWER_INSTANCES = 3;
    static final int BREAKER_CHANGE = 4;
    static final int COUNTER = 5;
    static final int KEPT_RESULT = 6;
    static final int COUNTER_MERGE = 7;
    static final int USAGE_CALL = 8;
    static final int PURGE = 9;
    static final int PERMIT = 10;
    static final int FILL = 11;
    static final int CACHE_PUT = 12;
    static final int CACHE_DROP = 13;

    @Override
    public IdentifiedDataSerializable create(int classId) {
        return switch (classId) {
            case BOARD_CHANGE -> new BoardChangeProcessor();
            case RESULT -> new ResultProcessor();
            case NEWER_INSTANCES -> new NewerInstancesProcessor();
            case BREAKER_CHANGE -> new BreakerChangeProcessor();
            case COUNTER -> new CounterProcessor();
            case KEPT_RESULT -> new KeptResultProcessor();
            case COUNTER_MERGE -> new CounterMergePolicy();
            case USAGE_CALL -> new UsageCall();
            case PURGE -> new PurgeProcessor();
            case PERMIT -> new PermitProcessor();
            case FILL -> new FillProcessor();
            case CACHE_PUT -> new CachePutProcessor();
            case CACHE_DROP -> new CacheDropProcessor();
            default -> throw new IllegalArgumentException("classId: " + classId + " (expected: 1 to 13)");
        };
    }
}
