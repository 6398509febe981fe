package io.gridgate.service.peer;

import io.gridgate.service.instance.Instance;
import io.gridgate.service.peer.LoadReport.Load;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * What the instances of one service bear in the whole cluster, seen from this node.
 *
 * <p>A node that added the others' exchanges to its own would, together with all the others, overshoot: each of them sees the
 * same idle instance and fills it by itself until the next report. So each node answers for its own share: an instance's
 * load is this node's share of what all have under way there, and what this node alone added or ended since then, in full.
 * The others are taken to do the like, in proportion. The share is that of this node in the service's exchanges, and not less
 * than an equal one among the nodes that use the service, so that a node without traffic sees what the others do.
 *
 * <p>Thread-safety: confined to one round.
 */
final class LoadSum {

    private final List<Instance> instances;
    private final double[] own;
    private final double[] elsewhere;
    private final double[] latencySum;
    private final int[] latencies;
    private int speakers;

    /** @param own this node's exchanges under way, on average of late, by the place of the instance */
    LoadSum(List<Instance> instances, double[] own) {
        this.instances = instances;
        this.own = own;
        this.elsewhere = new double[own.length];
        this.latencySum = new double[own.length];
        this.latencies = new int[own.length];
    }

    /** Tells each instance what the others add. */
    void spread(Collection<HeardLoads> others) {
        others.forEach(this::add);
        double mine = Arrays.stream(own).sum();
        double all = mine + Arrays.stream(elsewhere).sum();
        double equalShare = 1.0 / (speakers + 1);
        double share = all == 0 ? equalShare : Math.max(equalShare, mine / all);
        for (int i = 0; i < own.length; i++) {
            Instance instance = instances.get(i);
            instance.heardLoad(elsewhere[i], speakers == 0 ? 0 : (own[i] + elsewhere[i]) * share - own[i]);
            instance.latency().heard(latencies[i] == 0 ? 0 : latencySum[i] / latencies[i]);
        }
    }

    private void add(HeardLoads other) {
        boolean speaks = false;
        for (int i = 0; i < own.length; i++) {
            Load load = other.of(instances.get(i).id());
            if (load != null) {
                speaks = true;
                elsewhere[i] += load.inFlight();
                if (load.latencyNanos() > 0) {
                    latencySum[i] += load.latencyNanos();
                    latencies[i]++;
                }
            }
        }
        speakers += speaks ? 1 : 0;
    }
}
