package io.gridgate.service.peer;

import io.gridgate.service.peer.LoadReport.Load;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What another node said last of its load, ready to be asked by instance.
 *
 * <p>Thread-safety: immutable.
 *
 * @param node its name
 * @param atNanos when it was heard, by this node's ticker
 * @param loads key: the instance's id
 */
record HeardLoads(String node, long atNanos, Map<Long, Load> loads) {

    static HeardLoads of(LoadReport report, long atNanos) {
        Map<Long, Load> loads = HashMap.newHashMap(report.loads().size());
        report.loads().forEach(load -> loads.put(load.instance(), load));
        return new HeardLoads(report.node(), atNanos, loads);
    }

    /** Returns what it said of the instance, or null when it does not use it. */
    @Nullable
    Load of(long instance) {
        return loads.get(instance);
    }
}
