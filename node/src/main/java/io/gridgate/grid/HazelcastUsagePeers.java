package io.gridgate.grid;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.ExecutorConfig;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.IExecutorService;
import io.gridgate.ratelimit.usage.LimitUsage;
import io.gridgate.ratelimit.usage.UsagePeers;
import io.gridgate.ratelimit.usage.UsageSource;
import io.gridgate.rollout.Membership;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the other members how their limits are used, each by a call of its own, when somebody wants to know.
 *
 * <p>Thread-safety: thread-safe.
 */
final class HazelcastUsagePeers implements UsagePeers {

    /** The executor of each member: one question at a time, and a few that wait. */
    static final ExecutorConfig EXECUTOR = new ExecutorConfig("gridgate.usage", 1).setQueueCapacity(16).setStatisticsEnabled(false);

    private static final Logger LOG = LoggerFactory.getLogger(HazelcastUsagePeers.class);
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final HazelcastInstance hazelcast;
    private final Membership membership;

    HazelcastUsagePeers(HazelcastInstance hazelcast, Membership membership) {
        this.hazelcast = hazelcast;
        this.membership = membership;
    }

    @Override
    public String self() {
        return membership.self().name();
    }

    @Override
    public Map<String, Optional<List<LimitUsage>>> ask(int keys) {
        long since = System.nanoTime();
        Map<String, Future<byte[]>> asked = new TreeMap<>();
        try {
            IExecutorService executor = hazelcast.getExecutorService(EXECUTOR.getName());
            for (Member member : hazelcast.getCluster().getMembers()) {
                if (!member.localMember()) {
                    asked.put(HazelcastMembership.name(member), executor.submitToMember(new UsageCall(keys), member));
                }
            }
        } catch (HazelcastInstanceNotActiveException | RejectedExecutionException e) {
            LOG.atDebug().setCause(e).log("members cannot be asked how their limits are used");
        }
        Map<String, Optional<List<LimitUsage>>> answers = new TreeMap<>();
        asked.forEach((name, answer) -> answers.put(name, await(name, answer, WAIT_NANOS - (System.nanoTime() - since))));
        return answers;
    }

    private static Optional<List<LimitUsage>> await(String member, Future<byte[]> answer, long nanos) {
        try {
            return Optional.of(UsageCodec.decode(answer.get(Math.max(0, nanos), TimeUnit.NANOSECONDS)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException | TimeoutException | HazelcastException | IllegalArgumentException e) {
            LOG.atDebug().setCause(e).addKeyValue("node", member).log("a member does not say how its limits are used");
            return Optional.empty();
        }
    }

    @Override
    public void answerBy(UsageSource source) {
        hazelcast.getUserContext().put(UsageCall.SOURCE, source);
    }
}
