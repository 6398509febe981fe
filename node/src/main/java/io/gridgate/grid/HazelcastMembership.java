package io.gridgate.grid;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import io.gridgate.config.value.HostPort;
import io.gridgate.rollout.Membership;
import io.gridgate.rollout.NodeIdentity;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The members of the grid as nodes, by what each wrote into its member attributes.
 *
 * <p>While this member moves over to the larger side after a split, it has no members, not even itself.
 *
 * <p>Thread-safety: thread-safe.
 */
final class HazelcastMembership implements Membership {

    static final String NAME = "node";
    static final String ZONE = "zone";
    static final String VERSION = "version";
    static final String STARTED = "started";

    private static final Logger LOG = LoggerFactory.getLogger(HazelcastMembership.class);

    private final HazelcastInstance hazelcast;
    private final PeerDiscovery discovery;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile NodeIdentity self;
    private volatile boolean moving;

    private HazelcastMembership(HazelcastInstance hazelcast, PeerDiscovery discovery) {
        this.hazelcast = hazelcast;
        this.discovery = discovery;
        this.self = identity(hazelcast.getCluster().getLocalMember());
    }

    static HazelcastMembership of(HazelcastInstance hazelcast, PeerDiscovery discovery) {
        HazelcastMembership membership = new HazelcastMembership(hazelcast, discovery);
        hazelcast.getLifecycleService().addLifecycleListener(membership::onLifecycle);
        hazelcast.getCluster().addMembershipListener(membership.new Events());
        hazelcast.getCluster().getMembers().forEach(membership::remember);
        return membership;
    }

    @Override
    public NodeIdentity self() {
        return self;
    }

    @Override
    public List<NodeIdentity> members() {
        if (moving || !hazelcast.getLifecycleService().isRunning()) {
            return List.of();
        }
        try {
            Cluster cluster = hazelcast.getCluster();
            self = identity(cluster.getLocalMember());
            return cluster.getMembers().stream().map(HazelcastMembership::identity).toList();
        } catch (HazelcastInstanceNotActiveException e) {
            return List.of();
        }
    }

    @Override
    public boolean isSettled() {
        if (members().isEmpty()) {
            return false;
        }
        try {
            return hazelcast.getPartitionService().getPartitions().stream().allMatch(partition -> partition.getOwner() != null);
        } catch (RuntimeException e) {
            LOG.atDebug().setMessage("partitions not known").setCause(e).log();
            return false;
        }
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    private void onLifecycle(LifecycleEvent event) {
        LifecycleState state = event.getState();
        if (state == LifecycleState.MERGING) {
            moving = true;
        } else if (state == LifecycleState.MERGED || state == LifecycleState.MERGE_FAILED) {
            moving = false;
        }
        LOG.atInfo().setMessage("grid").addKeyValue("state", state).log();
        listeners.forEach(Runnable::run);
    }

    private void remember(Member member) {
        if (!member.localMember()) {
            discovery.onMet(new HostPort(member.getAddress().getHost(), member.getAddress().getPort()));
        }
    }

    private static NodeIdentity identity(Member member) {
        String address = new HostPort(member.getAddress().getHost(), member.getAddress().getPort()).toString();
        return new NodeIdentity(name(member), member.getUuid().toString(), attribute(member, ZONE), address,
                attribute(member, VERSION), started(member.getAttribute(STARTED)));
    }

    /** Returns the name of the member's node. */
    static String name(Member member) {
        return attribute(member, NAME);
    }

    private static String attribute(Member member, String name) {
        return Objects.requireNonNullElse(member.getAttribute(name), "");
    }

    private static Instant started(@Nullable String millis) {
        return millis == null || !millis.matches("[0-9]{1,18}") ? Instant.EPOCH : Instant.ofEpochMilli(Long.parseLong(millis));
    }

    /**
     * What Hazelcast tells of members.
     *
     * <p>Thread-safety: as {@link HazelcastMembership}.
     */
    private final class Events implements MembershipListener {

        @Override
        public void memberAdded(MembershipEvent event) {
            remember(event.getMember());
            tell("node joined", event.getMember());
        }

        @Override
        public void memberRemoved(MembershipEvent event) {
            tell("node left", event.getMember());
        }

        private void tell(String what, Member member) {
            NodeIdentity node = identity(member);
            LOG.atInfo().setMessage(what).addKeyValue("node", node.name()).addKeyValue("address", node.address()).log();
            listeners.forEach(Runnable::run);
        }
    }
}
