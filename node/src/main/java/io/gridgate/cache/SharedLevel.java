package io.gridgate.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gridgate.cache.shared.CacheStore;
import io.gridgate.cache.shared.FillState;
import io.gridgate.cache.shared.FillState.Ending;
import io.gridgate.cache.shared.KeyFill;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The level that all nodes share, as this node sees it: what is found there is taken in, what is fetched here is left there.
 *
 * <p>Where the grid is slow or gone, one search in half a second asks it, and all others are on their own.
 *
 * <p>Thread-safety: thread-safe; searches are told on their loops.
 */
final class SharedLevel implements CacheStore.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(SharedLevel.class);
    /** What is larger stays on its node: members must not wait for one another's octets. */
    private static final long OCTETS_MAX = 4L << 20;
    /** How long after a claim its load may go to the grid: while the claim stands, the way included, so that whoever drops it knows of it. */
    private static final long LOAD_NANOS = TimeUnit.SECONDS.toNanos(23);
    private static final long LOST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /** How long a claim stays behind a change that the grid is slow to hear of. */
    private static final long BEHIND_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final Duration INVALIDATED = Duration.ofSeconds(10);
    private static final int INVALIDATED_KEYS_MAX = 10_000;
    private static final long WARN_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final ResponseCache cache;
    private final CacheStore store;
    private final Looks looks;
    private final CacheMeters meters;
    private final ConcurrentMap<CachePolicy.Key, Search> searches = new ConcurrentHashMap<>();
    /** Value: in nanoseconds, since when the grid cannot bring back what was made invalid. */
    private final Cache<CachePolicy.Key, Long> invalidated;
    /** Value: done when what is stored has been made invalid in the grid; until then nothing is taken in from there, and nothing claimed. */
    private final ConcurrentMap<CachePolicy.Key, CompletableFuture<Void>> invalidating = new ConcurrentHashMap<>();
    private final AtomicLong warnAgainAt;
    /** Octets that are on their way to the grid: a slow one must not take the room of what this node fetches for itself. */
    private final AtomicLong leaving = new AtomicLong();
    private final long leavingMax;
    private final AtomicLong askAgainAt = new AtomicLong();
    private volatile boolean lost;

    /**
     * Creates it.
     *
     * @param leavingMax how many octets may be on their way to the grid
     */
    SharedLevel(ResponseCache cache, CacheStore store, CacheMeters meters, long leavingMax) {
        this.cache = cache;
        this.store = store;
        this.looks = new Looks(store);
        this.meters = meters;
        this.leavingMax = leavingMax;
        this.invalidated = Caffeine.newBuilder().maximumSize(INVALIDATED_KEYS_MAX).expireAfterWrite(INVALIDATED)
                .ticker(cache.ticker()::nanos).build();
        this.warnAgainAt = new AtomicLong(cache.ticker().nanos());
        meters.watchGrid(searches::size, store::held);
    }

    /** Returns whether this request may ask the grid. */
    boolean isThere() {
        if (!store.isThere()) {
            return false;
        }
        if (!lost) {
            return true;
        }
        long now = cache.ticker().nanos();
        long at = askAgainAt.get();
        return now - at >= 0 && askAgainAt.compareAndSet(at, now + LOST_NANOS);
    }

    /** The grid has answered. */
    void answered() {
        if (lost) {
            lost = false;
        }
    }

    /** The grid did not answer in time. */
    void lost() {
        askAgainAt.set(cache.ticker().nanos() + LOST_NANOS);
        lost = true;
        meters.gridLost();
        looks.giveUp();
    }

    /** The search hears of the key from now on. */
    void enter(CachePolicy.Key key, Search search) {
        searches.put(key, search);
    }

    /** The search waits for another node from now on, or does so no longer. */
    void waits(int more) {
        meters.gridWaits(more);
    }

    void leave(CachePolicy.Key key, Search search) {
        searches.remove(key, search);
    }

    /** Returns what is stored, when it is this look's turn; {@code onCalled} is told, by any thread, when that has come. */
    CompletableFuture<byte[]> look(CachePolicy.Key key, Runnable onCalled) {
        return looks.look(key.text(), onCalled);
    }

    /** Claims the fetch, behind what this node makes invalid: if the grid heard of that later, it would take what is fetched for older. */
    CompletionStage<KeyFill> claim(CachePolicy.Key key, long id, long known) {
        CompletableFuture<Void> before = invalidating.get(key);
        return before == null ? store.claim(key.text(), id, known)
                : before.copy().completeOnTimeout(null, BEHIND_NANOS, TimeUnit.NANOSECONDS)
                        .thenComposeAsync(_ -> store.claim(key.text(), id, known));
    }

    /** Returns whether a claim with that id was granted. */
    boolean isGranted(FillState state, long id) {
        return state instanceof FillState.Filling fill && fill.isOf(store.member(), id);
    }

    /** Takes a claim back. */
    void release(CachePolicy.Key key, long id) {
        var _ = store.settle(key.text(), new CacheStore.Claim(id, 0, 0), Ending.FAILED, CacheStore.Load.NONE);
    }

    /** Keeps on this node what a look that began then has found. */
    void takeIn(CachePolicy.Key key, byte[] octets, long beganNanos) {
        if (octets.length == 0 || isInvalid(key, beganNanos)) {
            return;
        }
        try {
            AnswerLayout.decode(octets).reversed().forEach(answer -> cache.takeIn(key, answer, () -> !isInvalid(key, beganNanos)));
        } catch (IllegalArgumentException e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("a stored answer is not understood");
        }
    }

    /** Returns whether what a look that began then has found may be out of date. */
    private boolean isInvalid(CachePolicy.Key key, long beganNanos) {
        Long since = invalidated.getIfPresent(key);
        return invalidating.containsKey(key) || since != null && beganNanos - since < 0;
    }

    /** Returns whether an answer with such a body stays on its node. */
    static boolean isTooLarge(long octets) {
        return octets > OCTETS_MAX;
    }

    /** What is being fetched will not come to the grid: the other nodes need not wait for it. */
    void stays(CachePolicy.Key key, Flight flight) {
        CacheStore.Claim claim = flight.takeClaim();
        if (claim != null) {
            meters.gridDropped();
            var _ = store.settle(key.text(), claim, Ending.STAYED, CacheStore.Load.NONE);
        }
    }

    /** A fetch of this node is over; if the cluster waits for its end, it is told. */
    void settle(CachePolicy.Key key, Flight flight, Flight.Landing how) {
        CacheStore.Claim claim = flight.takeClaim();
        if (claim == null) {
            return;
        }
        List<StoredAnswer> variants = cache.variants(key);
        Ending ending = ending(key, how, variants != null && !flight.isSpoiled());
        boolean isOld = cache.ticker().nanos() - claim.sinceNanos() >= LOAD_NANOS;
        CacheStore.Load load = variants == null || ending != Ending.LANDED || isOld ? CacheStore.Load.NONE : load(variants);
        int octets = load.octets().length;
        boolean stays = ending == Ending.LANDED && octets == 0;
        var _ = store.settle(key.text(), claim, stays ? Ending.STAYED : ending, load).whenComplete((ended, _) -> {
            leaving.addAndGet(-octets);
            if (ended == Ending.STAYED) {
                meters.gridDropped();
            } else if (ended == Ending.LANDED) {
                meters.gridFilled();
            }
        });
    }

    private Ending ending(CachePolicy.Key key, Flight.Landing how, boolean isStored) {
        return switch (how) {
            case Flight.Landing.Stored _ when isStored -> Ending.LANDED;
            case Flight.Landing.Alone _ when cache.isUncacheable(key) -> Ending.PASSED;
            case Flight.Landing.Alone _ when isStored -> Ending.LANDED;
            default -> Ending.FAILED;
        };
    }

    /** Returns as many variants as one entry of the grid may have, the newest at least, if there is room for the octets. */
    private CacheStore.Load load(List<StoredAnswer> variants) {
        List<StoredAnswer> taken = new ArrayList<>();
        long weight = 0;
        for (StoredAnswer answer : variants) {
            weight += answer.weight();
            if (weight <= OCTETS_MAX) {
                taken.add(answer);
            }
        }
        byte[] octets = taken.isEmpty() || weight > Integer.MAX_VALUE ? new byte[0] : AnswerLayout.encode(taken);
        if (octets.length == 0 || !mayLeave(octets.length)) {
            return CacheStore.Load.NONE;
        }
        return new CacheStore.Load(octets, ResponseCache.kept(taken));
    }

    private boolean mayLeave(int octets) {
        if (leaving.addAndGet(octets) <= leavingMax) {
            return true;
        }
        leaving.addAndGet(-octets);
        return false;
    }

    /** Returns whether it may have been made invalid since then, on whatever node. */
    boolean wasInvalidated(CachePolicy.Key key, long sinceNanos) {
        return isInvalid(key, sinceNanos) || cache.ticker().nanos() - sinceNanos >= INVALIDATED.toNanos();
    }

    /** Makes what is stored under the key invalid, on this node at once and on the others soon. */
    void invalidate(CachePolicy.Key key) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        invalidating.merge(key, done, CompletableFuture::allOf);
        cache.invalidate(key);
        var _ = store.invalidate(key.text()).whenComplete((_, failure) -> onInvalidated(key, done, failure));
    }

    private void onInvalidated(CachePolicy.Key key, CompletableFuture<Void> done, @Nullable Throwable failure) {
        long now = cache.ticker().nanos();
        invalidated.put(key, now);
        done.complete(null);
        invalidating.computeIfPresent(key, (_, all) -> all.isDone() ? null : all);
        if (failure == null) {
            return;
        }
        meters.gridNotInvalidated();
        long at = warnAgainAt.get();
        if (now - at >= 0 && warnAgainAt.compareAndSet(at, now + WARN_AGAIN_NANOS)) {
            LOG.atWarn().addKeyValue("key", key.name()).addKeyValue("reason", failure.toString())
                    .log("the grid does not answer, and may give other nodes what an unsafe request made invalid");
        }
    }

    @Override
    public void onInvalidated(String text) {
        CachePolicy.Key key = CachePolicy.Key.parse(text);
        if (key != null) {
            invalidated.put(key, cache.ticker().nanos());
            cache.invalidate(key);
            onEnded(key, Ending.FAILED);
        }
    }

    @Override
    public void onEnded(String text, Ending ending) {
        onEnded(CachePolicy.Key.parse(text), ending);
    }

    private void onEnded(CachePolicy.@Nullable Key key, Ending ending) {
        Search search = key == null ? null : searches.get(key);
        if (search != null) {
            search.onNews(ending);
        }
    }
}
