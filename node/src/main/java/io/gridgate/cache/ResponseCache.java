package io.gridgate.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.gridgate.base.Metrics;
import io.gridgate.base.Ticker;
import io.gridgate.cache.shared.CacheStore;
import io.gridgate.config.gateway.CachePolicyConfig;
import io.gridgate.exchange.Filter;
import io.gridgate.http.Headers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The answers that a node keeps, for whatever revision it serves, and the fetches that are under way for more of them.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class ResponseCache {

    /** Of one key; the ones that were not asked for longest leave. */
    private static final int VARIANTS_MAX = 16;
    /** For how long requests for a key are not made to wait for one another after its answer was for one of them only. */
    private static final Duration UNCACHEABLE = Duration.ofSeconds(10);
    private static final int UNCACHEABLE_KEYS_MAX = 10_000;
    /** The part of the node's memory for stored answers that its own level has; the rest is its share of the grid's. */
    private static final int OWN_PART = 2;
    /** Of what is kept, so much may be under way. */
    private static final int FILLING_PART = 4;
    private static final int LEAVING_PART = 8;

    /** What was found for a request, and whether a purge has made it stale. */
    record Found(StoredAnswer answer, boolean isPurged) {

        /** Returns the seconds until it is stale; 0 or less: it is. */
        long freshSeconds(long nowMillis) {
            long fresh = answer.freshSeconds(nowMillis);
            return isPurged ? Math.min(0, fresh) : fresh;
        }
    }

    private final Cache<CachePolicy.Key, List<StoredAnswer>> answers;
    /** Value: whether that is so whoever asks; else for those only whose answers are for one client unless the origin says otherwise. */
    private final Cache<CachePolicy.Key, Boolean> uncacheable;
    private final ConcurrentMap<CachePolicy.Key, Flight> flights = new ConcurrentHashMap<>();
    private final PurgeLog purges = new PurgeLog();
    private final AtomicLong filling = new AtomicLong();
    private final long fillingMax;
    private final CacheMeters meters;
    private final Ticker ticker;
    private final InstantSource clock;
    private final SharedLevel shared;

    private ResponseCache(long octetsMax, CacheStore store, Metrics metrics, Ticker ticker, InstantSource clock) {
        this.answers = Caffeine.newBuilder()
                .maximumWeight(octetsMax - gridOctets(octetsMax)).<CachePolicy.Key, List<StoredAnswer>>weigher(ResponseCache::weight)
                .expireAfter(Expiry.<CachePolicy.Key, List<StoredAnswer>>writing((_, variants) -> kept(variants))).ticker(ticker::nanos)
                .recordStats()
                .build();
        this.uncacheable = Caffeine.newBuilder().maximumSize(UNCACHEABLE_KEYS_MAX).expireAfterWrite(UNCACHEABLE).ticker(ticker::nanos)
                .build();
        this.fillingMax = octetsMax / FILLING_PART;
        this.ticker = ticker;
        this.clock = clock;
        this.meters = new CacheMeters(metrics);
        meters.watch(metrics, answers, filling::get);
        this.shared = new SharedLevel(this, store, meters, octetsMax / LEAVING_PART);
    }

    /**
     * Returns an empty cache.
     *
     * @param octetsMax of all that is kept, the node's share of the grid's level and its copies included; a quarter as much may be being fetched, an eighth on its way to the
     *     grid
     * @param store the level that all nodes share
     * @param clock the time of day, which the dates of answers are compared to
     */
    public static ResponseCache of(long octetsMax, CacheStore store, Metrics metrics, Ticker ticker, InstantSource clock) {
        ResponseCache cache = new ResponseCache(octetsMax, store, metrics, ticker, clock);
        store.listen(cache.shared);
        return cache;
    }

    /** Returns how much of a node's memory for stored answers is its share of the grid's level, copies included. */
    public static long gridOctets(long octetsMax) {
        return octetsMax / OWN_PART;
    }

    /**
     * Returns the filter of a route.
     *
     * @param space what distinguishes its answers from those that another route would get for the same target
     */
    public Filter filter(String routeId, String space, CachePolicyConfig policy) {
        return new CacheFilter(new CachePolicy(space, policy), this, meters.route(routeId));
    }

    /** Returns the newest answer that the request may be given, however stale; null: there is none. */
    @Nullable
    Found find(CachePolicy.Key key, Headers request) {
        List<StoredAnswer> variants = answers.getIfPresent(key);
        if (variants == null) {
            return null;
        }
        Variant asked = Variant.ANY;
        for (StoredAnswer answer : variants) {
            Variant variant = answer.variant();
            if (!variant.names().equals(asked.names())) {
                asked = Variant.asked(variant.names(), request);
            }
            if (variant.equals(asked)) {
                PurgeLog.Verdict verdict = purges.verdict(answer.names(), answer.path(), answer.born());
                return verdict == PurgeLog.Verdict.GONE ? null : new Found(answer, verdict == PurgeLog.Verdict.STALE);
            }
        }
        return null;
    }

    /** Returns whether there are answers of that key, for whatever request. */
    boolean hasVariants(CachePolicy.Key key) {
        return answers.getIfPresent(key) != null;
    }

    /** Keeps what the fetch has brought in the place of the answer of its variant, unless it is out of date already; returns whether it is kept. */
    boolean put(CachePolicy.Key key, StoredAnswer answer, Flight flight) {
        return keep(key, answer, _ -> !flight.isSpoiled());
    }

    /** Whoever makes it invalid says so before it removes what is here: so it is either not kept, or removed. */
    private boolean keep(CachePolicy.Key key, StoredAnswer answer, Predicate<List<StoredAnswer>> mayStay) {
        if (answer.status() != 206) {
            answers.invalidate(key.ofParts());
        }
        List<StoredAnswer> after = answers.asMap().compute(key, (_, before) -> {
            List<StoredAnswer> here = before == null ? List.of() : before;
            if (!mayStay.test(here)) {
                return before;
            }
            List<StoredAnswer> variants = new ArrayList<>();
            variants.add(answer);
            here.stream().filter(other -> !other.variant().equals(answer.variant())).limit(VARIANTS_MAX - 1L).forEach(variants::add);
            return List.copyOf(variants);
        });
        return after != null && after.getFirst().equals(answer);
    }

    /** Returns all that is stored under the key, the newest first; null: nothing. */
    @Nullable
    List<StoredAnswer> variants(CachePolicy.Key key) {
        return answers.getIfPresent(key);
    }

    /**
     * Keeps an answer that another node fetched, if it may still be given and nothing newer is here.
     *
     * @param isValid whether the look that found it began after all that made it invalid
     */
    void takeIn(CachePolicy.Key key, StoredAnswer answer, BooleanSupplier isValid) {
        List<StoredAnswer> here = answers.getIfPresent(key);
        if ((here == null || isNewer(answer, here))
                && purges.verdict(answer.names(), answer.path(), answer.born()) != PurgeLog.Verdict.GONE) {
            keep(key, answer, now -> isValid.getAsBoolean() && isNewer(answer, now));
        }
    }

    private static boolean isNewer(StoredAnswer answer, List<StoredAnswer> here) {
        return here.stream()
                .noneMatch(other -> other.variant().equals(answer.variant()) && other.receivedAtMillis() >= answer.receivedAtMillis());
    }

    /** Forgets what is stored under the key; a fetch that is under way is not stored, and nobody joins it any more. */
    void invalidate(CachePolicy.Key key) {
        // The parts first, since they may become the whole.
        spoil(key.ofParts());
        spoil(key);
        answers.invalidate(key.ofParts());
        answers.invalidate(key);
    }

    private void spoil(CachePolicy.Key key) {
        flights.computeIfPresent(key, (_, flight) -> {
            flight.spoil();
            return null;
        });
    }

    /** Forgets one answer, if it is still the one that is stored. */
    void remove(CachePolicy.Key key, StoredAnswer answer) {
        answers.asMap().computeIfPresent(key, (_, variants) -> {
            List<StoredAnswer> left = variants.stream().filter(other -> !other.equals(answer)).toList();
            return left.isEmpty() ? null : left;
        });
    }

    /** Returns the fetch that is under way for the key, or null after making {@code mine} the one. */
    @Nullable
    Flight joinOr(CachePolicy.Key key, Flight mine) {
        return flights.putIfAbsent(key, mine);
    }

    /** Ends the fetch; a request that comes from now on begins another. */
    void land(CachePolicy.Key key, Flight flight, Flight.Landing how) {
        flights.remove(key, flight);
        flight.land(how);
        shared.settle(key, flight, how);
    }

    void markUncacheable(CachePolicy.Key key) {
        uncacheable.put(key, Boolean.TRUE);
    }

    boolean isUncacheable(CachePolicy.Key key) {
        return Boolean.TRUE.equals(uncacheable.getIfPresent(key));
    }

    /** Its answers are for one client each where a client sends what makes them so. */
    void markUncacheableOfOne(CachePolicy.Key key) {
        uncacheable.asMap().putIfAbsent(key, Boolean.FALSE);
    }

    boolean isUncacheableOfOne(CachePolicy.Key key) {
        return uncacheable.getIfPresent(key) != null;
    }

    /** Takes room for octets of an answer that is being fetched; false: there is none. */
    boolean reserve(int octets) {
        if (filling.addAndGet(octets) <= fillingMax) {
            return true;
        }
        filling.addAndGet(-octets);
        return false;
    }

    void release(int octets) {
        filling.addAndGet(-octets);
    }

    SharedLevel shared() {
        return shared;
    }

    PurgeLog purges() {
        return purges;
    }

    Ticker ticker() {
        return ticker;
    }

    InstantSource clock() {
        return clock;
    }

    private static int weight(CachePolicy.Key key, List<StoredAnswer> variants) {
        long weight = 2L * key.length();
        for (StoredAnswer answer : variants) {
            weight += answer.weight();
        }
        return (int) Math.min(Integer.MAX_VALUE, weight);
    }

    /** Returns for how long any of them is of use. */
    static Duration kept(List<StoredAnswer> variants) {
        long seconds = 0;
        for (StoredAnswer answer : variants) {
            seconds = Math.max(seconds, answer.terms().keptSeconds(answer.hasValidator()) - answer.initialAgeSeconds());
        }
        return Duration.ofSeconds(Math.clamp(seconds, 1, Integer.MAX_VALUE));
    }
}
