package io.gridgate.grid;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.gridgate.cache.PurgeBoard;
import io.gridgate.cache.shared.CacheStore;
import io.gridgate.config.value.HostPort;
import io.gridgate.event.EventChannel;
import io.gridgate.ratelimit.counter.CounterStore;
import io.gridgate.ratelimit.permit.PermitStore;
import io.gridgate.ratelimit.usage.UsagePeers;
import io.gridgate.rollout.BoardException;
import io.gridgate.rollout.DocumentShelf;
import io.gridgate.rollout.Membership;
import io.gridgate.rollout.NodeIdentity;
import io.gridgate.rollout.RevisionBoard;
import io.gridgate.service.breaker.BreakerStore;
import io.gridgate.service.instance.InstanceStore;
import io.gridgate.service.peer.Peers;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node as a member of the grid, and every port of the grid.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class GridMember implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GridMember.class);
    private static final String KEY_MARK = "secret";
    private static final long NAME_WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long NAME_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long FIRST_ANSWER_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int POOL_THREADS_MIN = 2;

    private final HazelcastInstance hazelcast;
    private final HazelcastMembership membership;
    private final ExecutorService blocking;
    private final HazelcastRevisionBoard board;
    private final HazelcastDocumentShelf shelf;
    private final HazelcastInstanceStore instances;
    private final HazelcastBreakerStore breakers;
    private final Majority majority;
    private final HazelcastCounterStore counters;
    private final HazelcastPermitStore permits;
    private final HazelcastUsagePeers usage;
    private final HazelcastPurgeBoard purges;
    private final HazelcastEventChannel events;
    private final HazelcastCacheStore cache;
    private final Peers peers;

    private GridMember(HazelcastInstance hazelcast, HazelcastMembership membership, long cacheOctets) {
        this.hazelcast = hazelcast;
        this.membership = membership;
        this.blocking = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("gridgate-grid-", 0).factory());
        this.board = new HazelcastRevisionBoard(hazelcast);
        this.shelf = new HazelcastDocumentShelf(hazelcast, blocking);
        this.instances = new HazelcastInstanceStore(hazelcast);
        this.breakers = new HazelcastBreakerStore(hazelcast, membership, blocking);
        this.majority = Majority.of(membership);
        this.counters = new HazelcastCounterStore(hazelcast, majority);
        this.permits = new HazelcastPermitStore(hazelcast, membership, majority);
        this.usage = new HazelcastUsagePeers(hazelcast, membership);
        this.purges = new HazelcastPurgeBoard(hazelcast, membership);
        this.events = new HazelcastEventChannel(hazelcast);
        CacheRoom room = new CacheRoom(hazelcast.getMap(GridMap.CACHE.mapName()), cacheOctets, blocking);
        hazelcast.getUserContext().put(CacheRoom.NAME, room);
        this.cache = new HazelcastCacheStore(hazelcast, membership, room, new GridRetry());
        this.peers = new Peers(new MemberRoster(membership), new HazelcastHealthBoard(hazelcast), new HazelcastLoadChannel(hazelcast));
    }

    /**
     * Joins the grid, or begins it: alone at once if no peer is there, after five seconds if some are silent. Blocks; waits up to ten seconds
     * more for an earlier run of this node to leave.
     *
     * @throws GridRefusedException if another live node has this name, the grid has another key, or the port cannot be had
     */
    public static GridMember start(GridOptions options) throws GridRefusedException {
        checkThreads();
        PeerDiscovery discovery = new PeerDiscovery(options.peers());
        HazelcastInstance hazelcast = join(options, discovery);
        try {
            GridMember member = new GridMember(hazelcast, HazelcastMembership.of(hazelcast, discovery), options.cacheOctets());
            member.checkKey(options);
            member.awaitName(options);
            return member;
        } catch (GridRefusedException | RuntimeException e) {
            hazelcast.getLifecycleService().terminate();
            throw e;
        }
    }

    /** Below two, every asynchronous call of the grid starts a thread. */
    private static void checkThreads() throws GridRefusedException {
        int parallelism = ForkJoinPool.getCommonPoolParallelism();
        if (parallelism < POOL_THREADS_MIN) {
            throw new GridRefusedException("java.util.concurrent.ForkJoinPool.common.parallelism: " + parallelism + " (expected: >= "
                    + POOL_THREADS_MIN + "; start the node by its launcher)");
        }
    }

    private static HazelcastInstance join(GridOptions options, PeerDiscovery discovery) throws GridRefusedException {
        try {
            return Hazelcast.newHazelcastInstance(MemberConfig.of(options, discovery));
        } catch (RuntimeException e) {
            throw new GridRefusedException("cluster " + options.bind() + ":" + options.port() + ": the node cannot become a member: "
                    + e.getMessage(), e);
        }
    }

    private void checkKey(GridOptions options) throws GridRefusedException {
        IMap<String, byte[]> gate = hazelcast.getMap(GridMap.GATE.mapName());
        byte[] mine = KeyMark.of(options.clusterName(), options.secret());
        byte[] mark = askPatiently(options, () -> CompletableFuture.supplyAsync(() -> {
            byte[] there = gate.putIfAbsent(KEY_MARK, mine);
            return there == null ? mine : there;
        }, blocking));
        String mismatch = KeyMark.mismatch(mark, options.clusterName(), options.secret());
        if (!mismatch.isEmpty()) {
            throw new GridRefusedException(
                    "cluster " + options.clusterName() + ": " + mismatch + " (expected: the same secret_file on every member)");
        }
    }

    /** A member that has just joined may find the grid busy with handing out partitions, on a slow machine for longer than one call may take. */
    private static byte[] askPatiently(GridOptions options, GridCall.Call<byte[]> call) throws GridRefusedException {
        long since = System.nanoTime();
        while (true) {
            try {
                return GridCall.await("read the key mark", call);
            } catch (BoardException e) {
                if (System.nanoTime() - since >= FIRST_ANSWER_NANOS) {
                    throw new GridRefusedException("cluster " + options.clusterName() + ": joined, but the grid does not answer", e);
                }
                LOG.atInfo().addKeyValue("reason", e.getMessage()).log("the grid does not answer yet");
            }
        }
    }

    /** The longer member keeps the name. */
    private void awaitName(GridOptions options) throws GridRefusedException {
        long since = System.nanoTime();
        Optional<NodeIdentity> other = older(options.node().name());
        while (other.isPresent()) {
            if (System.nanoTime() - since >= NAME_WAIT_NANOS) {
                throw new GridRefusedException("node.name: " + options.node().name() + " is taken by the live member at "
                        + other.get().address() + " (expected: another name on each node)");
            }
            pause();
            other = older(options.node().name());
        }
    }

    private Optional<NodeIdentity> older(String name) {
        String id = membership.self().id();
        List<NodeIdentity> members = membership.members();
        return members.stream().takeWhile(member -> !member.id().equals(id)).filter(member -> member.name().equals(name)).findFirst();
    }

    private static void pause() {
        LockSupport.parkNanos(NAME_POLL_NANOS);
    }

    /** Returns the live nodes. */
    public Membership membership() {
        return membership;
    }

    /** Returns where the nodes agree on the current revision. */
    public RevisionBoard board() {
        return board;
    }

    /** Returns the documents in the grid. */
    public DocumentShelf shelf() {
        return shelf;
    }

    /** Returns the last known instances in the grid. */
    public InstanceStore instances() {
        return instances;
    }

    /** Returns the states of circuit breakers in the grid. */
    public BreakerStore breakers() {
        return breakers;
    }

    /** Returns the purges of the response cache in the grid. */
    public PurgeBoard purges() {
        return purges;
    }

    /** Returns the stored answers that the nodes share. */
    public CacheStore cache() {
        return cache;
    }

    /** Returns the counters of rate limits in the grid. */
    public CounterStore counters() {
        return counters;
    }

    /** Returns the permits of concurrency limits in the grid. */
    public PermitStore permits() {
        return permits;
    }

    /** Returns the other members, asked how their limits are used. */
    public UsagePeers usage() {
        return usage;
    }

    /** Says how many members the cluster last had while it was whole, by which this node knows whether it is in a minority. */
    public void lastKnownMembers(IntSupplier members) {
        majority.lastKnownMembers(members);
    }

    /** Returns how the nodes tell one another what happened. */
    public EventChannel events() {
        return events;
    }

    /** Returns the other nodes, as services see them. */
    public Peers peers() {
        return peers;
    }

    /** Returns where this member listens. */
    public HostPort address() {
        return HostPort.parse(membership.self().address());
    }

    /**
     * Leaves the grid: hands over what it alone holds, within twenty seconds, then goes. Whatever is not handed over by then is lost if no
     * other member has a copy.
     */
    @Override
    public void close() {
        CountDownLatch left = new CountDownLatch(1);
        Thread leaver = Thread.ofPlatform().name("gridgate-leave").daemon().start(() -> {
            handOver();
            left.countDown();
        });
        try {
            if (!left.await(MemberConfig.GRACE_SECONDS, TimeUnit.SECONDS)) {
                LOG.atWarn().setMessage("leaving the grid without a full hand-over").log();
                hazelcast.getLifecycleService().terminate();
                leaver.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            hazelcast.getLifecycleService().terminate();
        }
        blocking.close();
    }

    private void handOver() {
        try {
            if (!hazelcast.getPartitionService().forceLocalMemberToBeSafe(MemberConfig.GRACE_SECONDS / 2, TimeUnit.SECONDS)) {
                LOG.atWarn().setMessage("backups are behind").log();
            }
            hazelcast.shutdown();
        } catch (RuntimeException e) {
            LOG.atWarn().setMessage("grid left in disorder").setCause(e).log();
        }
    }

    /** Returns whether every entry has all its copies; for tests. */
    boolean isSafe() {
        return hazelcast.getPartitionService().isClusterSafe();
    }

    /** Empties every map; for tests. */
    void clear() {
        for (GridMap map : GridMap.values()) {
            hazelcast.getMap(map.mapName()).clear();
        }
    }

    /** Is gone at once, as if the process had died; for tests of what the others do then. */
    void terminate() {
        hazelcast.getLifecycleService().terminate();
        blocking.close();
    }
}
