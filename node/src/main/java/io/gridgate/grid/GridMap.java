package io.gridgate.grid;

import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MaxSizePolicy;
import com.hazelcast.spi.merge.DiscardMergePolicy;
import com.hazelcast.spi.merge.PutIfAbsentMergePolicy;
import java.time.Duration;

/**
 * Every map of the grid, with what is promised of it; docs/grid.md shows the same table, and a test compares them.
 *
 * <p>Thread-safety: immutable.
 */
enum GridMap {
    /** What the nodes agree on. */
    BOARD("gridgate.board", "`gateway`", "BoardStateCodec 1", "1 entry; 50 revisions' heads", Duration.ZERO, 2,
            "linearizable per change while the grid is whole (one entry processor)",
            "empty: the node with the newest revision on disk installs it; after a split the larger side's stays"),
    /** The documents of the kept revisions. */
    DOCUMENTS("gridgate.documents", "SHA-256 of the value", "packed document as it is", "50 revisions, 16 MiB", Duration.ZERO, 2,
            "content under its own hash: there or not, never wrong", "put back from the nodes' disks"),
    /** What each node says of itself. */
    NODES("gridgate.nodes", "member id", "NodeReportCodec 1", "1 per member of the last minute", Duration.ofSeconds(60), 1,
            "last word of its only writer", "each node repeats its own within 10 s"),
    /** Which key the members have. */
    GATE("gridgate.gate", "`secret`", "KeyMark 1", "1 entry", Duration.ZERO, 2, "first writer wins",
            "written by the first member of the next grid"),
    /** The last known instances of discovered services. */
    INSTANCES("gridgate.instances", "discovery key", "StoredInstancesCodec 1", "4096 per node, least recently used leave",
            Duration.ofDays(7), 1, "the latest that any source named wins (one entry processor)",
            "each node asks its sources itself and its disk has them too; put back by whoever misses them"),
    /** The states of circuit breakers. */
    BREAKERS("gridgate.breakers", "service name", "BreakerStateCodec 1", "4096 per node, least recently used leave", Duration.ofDays(1), 1,
            "linearizable per change while the grid is whole (one entry processor)",
            "each node goes by its own failures; after a split the larger side's stays; repeated every hour while a service has it"),
    /** The counters of rate limits. */
    COUNTERS("gridgate.counters", "limit, algorithm, window and key", "CounterStateCodec 1",
            "10 % of each node's heap, least recently used leave", Duration.ZERO, 1,
            "linearizable per key while the grid is whole (one entry processor, on the grid's clock); written with two windows and a minute to live",
            "`on_grid_loss`; after a split the sum of the most that either side knows of each node"),
    /** The permits of concurrency limits. */
    PERMITS("gridgate.permits", "limit and key", "PermitCodec 1", "5 % of each node's heap, least recently used leave", Duration.ZERO, 1,
            "linearizable per key while the grid is whole (one entry processor, on the grid's clock); written with ten minutes to live, 10 s if nothing is held",
            "`on_grid_loss`; after a split only what the larger side has stays, and each node says what it has under way"),
    /** What each node found out about instances. */
    HEALTH("gridgate.health", "node name", "HealthReportCodec 1", "1 per node; 8192 verdicts, 1024 ejections", Duration.ofSeconds(60), 1,
            "last word of its only writer", "each node probes every instance itself; said again within 20 s"),
    /** What was purged of the response cache, and how far each node has come. */
    PURGES("gridgate.purges", "`log`, or `node/` and a node's name", "PurgesCodec 1", "4096 purges, 1 number per node", Duration.ZERO, 2,
            "linearizable per purge while the grid is whole (one entry processor)",
            "nothing can be purged; each node keeps to what it knows, and numbers go on above it"),
    /** What nodes have fetched for one another. */
    CACHE("gridgate.cache", "cache policy, target and key", "CacheEntry 1, AnswerLayout 1 in it",
            "half of each node's `memory.cache`, copies included; 4 MiB a key; least recently used leave, or what comes is dropped",
            Duration.ZERO, 1,
            "an answer is judged by the purges that its reader knows; written with the time for which it is of use",
            "each node has what it fetches itself; after a split what the smaller side has is dropped"),
    /** Who fetches what. */
    FILLS("gridgate.fills", "as `gridgate.cache`", "FillCodec 1",
            "an eighth of that, 4 MiB at least; 30 s while it is fetched, 5 s after, 10 s if it was for one client or stays on its node; least recently used leave",
            Duration.ofSeconds(60), 1, "linearizable per key while the grid is whole (one entry processor)",
            "after 2 s each node fetches itself, and one request in 500 ms asks again; after a split what the smaller side has is dropped");

    private static final int ENTRIES_PER_NODE = 4096;
    private static final int COUNTERS_HEAP_PERCENT = 10;
    private static final int PERMITS_HEAP_PERCENT = 5;
    private static final int FILLS_PART = 8;
    private static final long FILLS_OCTETS_MIN = 4 << 20;
    private static final long MEBIBYTE = 1 << 20;

    private final String mapName;
    private final String key;
    private final String codec;
    private final String bound;
    private final Duration ttl;
    private final int backups;
    private final String consistency;
    private final String onGridLoss;

    GridMap(String mapName, String key, String codec, String bound, Duration ttl, int backups, String consistency, String onGridLoss) {
        this.mapName = mapName;
        this.key = key;
        this.codec = codec;
        this.bound = bound;
        this.ttl = ttl;
        this.backups = backups;
        this.consistency = consistency;
        this.onGridLoss = onGridLoss;
    }

    /** Returns the name of the map in the grid. */
    String mapName() {
        return mapName;
    }

    /** Returns its row of docs/grid.md. */
    String row() {
        String life = ttl.isZero() ? "none" : ttl.toDays() > 0 ? ttl.toDays() + " d" : ttl.toSeconds() + " s";
        return "| `" + mapName + "` | " + key + " | " + codec + " | " + bound + " | " + life + " | " + backups + " sync | " + consistency
                + " | " + onGridLoss + " |";
    }

    /**
     * Returns how Hazelcast is to hold it. After a split, what the larger side has stays; the nodes bring in what is newer themselves.
     *
     * @param cacheOctets this member's share of stored answers
     */
    MapConfig config(long cacheOctets) {
        MapConfig config = new MapConfig(mapName).setBackupCount(backups).setAsyncBackupCount(0).setInMemoryFormat(InMemoryFormat.BINARY)
                .setStatisticsEnabled(false).setPerEntryStatsEnabled(false).setReadBackupData(false)
                .setTimeToLiveSeconds(Math.toIntExact(ttl.toSeconds()));
        config.getMergePolicyConfig().setPolicy(PutIfAbsentMergePolicy.class.getName());
        if (this == INSTANCES || this == BREAKERS) {
            config.getEvictionConfig().setEvictionPolicy(EvictionPolicy.LRU).setMaxSizePolicy(MaxSizePolicy.PER_NODE)
                    .setSize(ENTRIES_PER_NODE);
        }
        if (this == COUNTERS) {
            config.getMergePolicyConfig().setPolicy(CounterMergePolicy.class.getName());
            config.getEvictionConfig().setEvictionPolicy(EvictionPolicy.LRU).setMaxSizePolicy(MaxSizePolicy.USED_HEAP_PERCENTAGE)
                    .setSize(COUNTERS_HEAP_PERCENT);
        }
        if (this == PERMITS) {
            // An old copy must not come back: who is in the grid says itself what it has.
            config.getMergePolicyConfig().setPolicy(DiscardMergePolicy.class.getName());
            config.getEvictionConfig().setEvictionPolicy(EvictionPolicy.LRU).setMaxSizePolicy(MaxSizePolicy.USED_HEAP_PERCENTAGE)
                    .setSize(PERMITS_HEAP_PERCENT);
        }
        if (this == CACHE) {
            // Without, nothing tells its octets.
            config.setStatisticsEnabled(true);
            // Copies are told of what Hazelcast evicts some time later only, tens of seconds at worst: CacheRoom lets go, from the copies too. The policy has it note when
            // an entry was asked for.
            config.getMergePolicyConfig().setPolicy(DiscardMergePolicy.class.getName());
            config.getEvictionConfig().setEvictionPolicy(EvictionPolicy.LRU).setMaxSizePolicy(MaxSizePolicy.PER_NODE)
                    .setSize(Integer.MAX_VALUE);
        }
        if (this == FILLS) {
            long octets = Math.max(cacheOctets / FILLS_PART, FILLS_OCTETS_MIN);
            config.getMergePolicyConfig().setPolicy(DiscardMergePolicy.class.getName());
            config.getEvictionConfig().setEvictionPolicy(EvictionPolicy.LRU).setMaxSizePolicy(MaxSizePolicy.USED_HEAP_SIZE)
                    .setSize(Math.clamp(octets / MEBIBYTE, 1, Integer.MAX_VALUE));
        }
        return config;
    }
}
