package io.gridgate.grid;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.topic.ITopic;
import com.hazelcast.topic.Message;
import io.gridgate.cache.shared.CacheStore;
import io.gridgate.cache.shared.FillState;
import io.gridgate.cache.shared.FillState.Ending;
import io.gridgate.cache.shared.FillState.Step;
import io.gridgate.cache.shared.KeyFill;
import io.gridgate.rollout.Membership;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stored answers and their fetches as entries of the grid; ends of fetches are told by a topic, if another member waits.
 *
 * <p>Thread-safety: thread-safe.
 */
final class HazelcastCacheStore implements CacheStore {

    private static final Logger LOG = LoggerFactory.getLogger(HazelcastCacheStore.class);
    /** How long a claim stands that nobody ends. */
    private static final Duration CLAIM = new FillState.Filling("", 0, false).kept();
    /** How late an attempt to put a load begins. It is there soon after that, or never: the processor refuses it when its claim cannot stand any more. */
    private static final Duration PUT = Duration.ofSeconds(4);
    /** For how long what an unsafe request made invalid is tried to be dropped. */
    private static final Duration INVALIDATION = Duration.ofMinutes(1);

    private final IMap<String, byte[]> answers;
    private final IMap<String, byte[]> fills;
    private final ITopic<byte[]> news;
    private final Membership membership;
    private final CacheRoom room;
    private final GridRetry retry;

    HazelcastCacheStore(HazelcastInstance hazelcast, Membership membership, CacheRoom room, GridRetry retry) {
        this.answers = hazelcast.getMap(GridMap.CACHE.mapName());
        this.fills = hazelcast.getMap(GridMap.FILLS.mapName());
        this.news = hazelcast.getTopic(GridTopic.CACHE.topicName());
        this.membership = membership;
        this.room = room;
        this.retry = retry;
    }

    @Override
    public Held held() {
        return room.held();
    }

    @Override
    public String member() {
        return membership.self().id();
    }

    @Override
    public boolean isThere() {
        return true;
    }

    @Override
    public CompletionStage<byte[]> look(String key) {
        return begun(() -> answers.getAsync(key)).thenApplyAsync(CacheEntry::answers, Runnable::run);
    }

    @Override
    public CompletionStage<KeyFill> claim(String key, long id, long known) {
        return step(key, new Step.Claim(member(), id, known));
    }

    /**
     * While the end is not told, others wait for it as long as the claim stands: so it is told again if the grid does not answer. So is the load, and who
     * waits is told that it has landed only if it has: they would look in vain, and fetch it once more. It is held no longer than it takes to put it.
     */
    @Override
    public CompletionStage<Ending> settle(String key, Claim claim, Ending ending, Load load) {
        if (load.octets().length == 0) {
            return end(key, claim, ending);
        }
        return retry.insist(_ -> put(key, claim, load), PUT)
                .handleAsync((isTaken, failure) -> failure == null && isTaken ? ending : Ending.STAYED, Runnable::run)
                .thenCompose(how -> end(key, claim, how))
                .thenCompose(how -> how != Ending.FAILED ? CompletableFuture.completedStage(how)
                        : retry.insist(_ -> drop(key, CacheDropProcessor.What.ONE_LOAD, claim.order()), CLAIM).thenApply(_ -> how));
    }

    private CompletionStage<Ending> end(String key, Claim claim, Ending how) {
        Step.Settle step = new Step.Settle(member(), claim.id(), how);
        return retry.insist(attempt -> step(key, step).thenCompose(before -> settled(key, step, before.state(), attempt)), CLAIM);
    }

    /** Returns whether it was not refused. */
    private CompletionStage<Boolean> put(String key, Claim claim, Load load) {
        byte[] entry = CacheEntry.of(claim.order(), load.octets());
        return begun(() -> answers.<byte[]>submitToKey(key, new CachePutProcessor(entry, load.kept().toMillis())))
                .thenApplyAsync(answer -> !CachePutProcessor.isRefused(answer), Runnable::run);
    }

    /** Returns how the fetch has ended for the others. */
    private CompletionStage<Ending> settled(String key, Step.Settle step, FillState before, int attempt) {
        boolean stood = before instanceof FillState.Filling fill && fill.isOf(step.member(), step.id());
        // An attempt that was not answered may have been the one that ended it, and its news were not told then.
        boolean stoodBefore = attempt > 0 && before.equals(step.ended());
        if (!stood && !stoodBefore) {
            return CompletableFuture.completedStage(Ending.FAILED);
        }
        boolean isAwaited = stoodBefore || ((FillState.Filling) before).awaited();
        return isAwaited ? tell(new CacheNewsCodec.News(key, step.ending())).thenApply(_ -> step.ending())
                : CompletableFuture.completedStage(step.ending());
    }

    private CompletionStage<byte[]> drop(String key, CacheDropProcessor.What what, long order) {
        return begun(() -> answers.submitToKey(key, new CacheDropProcessor(new CacheDropCodec.Drop(what, order))));
    }

    private CompletionStage<KeyFill> step(String key, Step step) {
        return begun(() -> fills.<byte[]>submitToKey(key, new FillProcessor(FillCodec.encode(step))))
                .thenApplyAsync(FillCodec::decode, Runnable::run);
    }

    /** An attempt that was not answered may have been the one that ended a fetch. */
    @Override
    public CompletionStage<Void> invalidate(String key) {
        return retry.insist(attempt -> step(key, new Step.Drop()).thenCompose(dropped -> {
            boolean isFetched = attempt > 0 || dropped.state() instanceof FillState.Filling;
            return drop(key, isFetched ? CacheDropProcessor.What.ALL : CacheDropProcessor.What.STORED, dropped.order());
        }).thenCompose(_ -> tell(new CacheNewsCodec.News(key, null))), INVALIDATION);
    }

    private CompletionStage<Void> tell(CacheNewsCodec.News what) {
        return begun(() -> news.publishAsync(CacheNewsCodec.encode(what)));
    }

    /** What cannot be begun has failed. */
    private static <T extends @Nullable Object> CompletionStage<T> begun(Supplier<CompletionStage<T>> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    @Override
    public void listen(Listener listener) {
        var _ = news.addMessageListener(message -> hear(message, listener));
    }

    /** What a node of another version says is dropped. */
    private static void hear(Message<byte[]> message, Listener listener) {
        Member from = message.getPublishingMember();
        if (from != null && from.localMember()) {
            return;
        }
        try {
            CacheNewsCodec.News heard = CacheNewsCodec.decode(message.getMessageObject());
            if (heard.ending() == null) {
                listener.onInvalidated(heard.key());
            } else {
                listener.onEnded(heard.key(), heard.ending());
            }
        } catch (IllegalArgumentException e) {
            LOG.atDebug().setMessage("cache news not understood").addKeyValue("reason", e.getMessage()).log();
        }
    }
}
