package io.gridgate.admin;

import io.gridgate.event.EventLog;
import io.gridgate.observe.DropwizardMetrics;
import io.gridgate.ratelimit.usage.ClusterUsage;
import io.gridgate.service.ServiceView;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Everything that the API shows and changes.
 *
 * @param services every service of the current revision, as this node knows it, in the order of the document
 * @param limits how they are used over all nodes, with at most so many keys of each
 * @param events what happens in the cluster
 *
 * <p>Thread-safety: immutable.
 */
public record AdminPorts(
        Revisions revisions, DocumentCheck check, ClusterView cluster, Supplier<List<ServiceView>> services, BreakerSwitch breakers,
        IntFunction<ClusterUsage> limits, PurgePort purges, EventLog events, DropwizardMetrics metrics) {}
