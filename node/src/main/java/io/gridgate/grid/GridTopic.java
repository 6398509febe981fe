package io.gridgate.grid;

import com.hazelcast.config.TopicConfig;

/**
 * Every topic of the grid, with what is promised of it; docs/grid.md shows the same table, and a test compares them.
 *
 * <p>Thread-safety: immutable.
 */
enum GridTopic {
    /** How much each node uses instances. */
    LOAD("gridgate.load", "LoadReportCodec 1", "1024 instances, 16 KiB",
            "1 a node every 200 ms, while it has used an instance in the last 10 s", "600 ms, and not longer than its node is a member",
            "each node goes by its own counts"),
    /** What happened. */
    EVENTS("gridgate.events", "EventCodec 1", "8 KiB", "when something happens; 1024 wait at most",
            "for ever; 4096 are remembered by each node",
            "each node tells its own readers; what the others told meanwhile is missing, and said to be"),
    /** Which fetches of the response cache have ended, and what is out of date. */
    CACHE("gridgate.cache", "CacheNewsCodec 1", "1 key", "1 for each fetch that another node waits for, and each unsafe request", "at once",
            "who waits asks every 500 ms; what an unsafe request made invalid on one node only, the others give as long as it is fresh");

    private final String topicName;
    private final String codec;
    private final String bound;
    private final String rate;
    private final String holds;
    private final String onGridLoss;

    GridTopic(String topicName, String codec, String bound, String rate, String holds, String onGridLoss) {
        this.topicName = topicName;
        this.codec = codec;
        this.bound = bound;
        this.rate = rate;
        this.holds = holds;
        this.onGridLoss = onGridLoss;
    }

    /** Returns the name of the topic in the grid. */
    String topicName() {
        return topicName;
    }

    /** Returns its row of docs/grid.md. */
    String row() {
        return "| `" + topicName + "` | " + codec + " | " + bound + " | " + rate + " | " + holds + " | " + onGridLoss + " |";
    }

    /** Returns how Hazelcast is to carry it. What one member says is heard in its order; there is no order between members. */
    TopicConfig config() {
        return new TopicConfig(topicName).setStatisticsEnabled(false).setGlobalOrderingEnabled(false).setMultiThreadingEnabled(false);
    }
}
