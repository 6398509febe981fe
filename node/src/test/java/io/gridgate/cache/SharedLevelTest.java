package io.gridgate.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gridgate.base.Metrics;
import io.gridgate.cache.shared.CacheStore;
import io.gridgate.cache.shared.FillState.Ending;
import io.gridgate.cache.shared.KeyFill;
import io.gridgate.fixture.FakeTicker;
import io.gridgate.http.Headers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

final class SharedLevelTest {

    /** A quarter of the cache. */
    private static final int FILLING_MAX = 256 << 10;
    private static final CachePolicy.Key KEY = new CachePolicy.Key("space", "name");

    /** Value: what was counted under that name. */
    private final Map<String, Long> counts = new HashMap<>();
    private final FakeTicker ticker = new FakeTicker();
    private final ScriptedCacheStore store = new ScriptedCacheStore();
    private final ResponseCache cache = ResponseCache.of(1 << 20, store, new Counting(), ticker, ticker);
    private final SharedLevel level = cache.shared();

    @Test
    void nothingIsTakenInUntilWhatIsInvalidIsDroppedHoweverLongThatTakes() {
        long before = ticker.nanos();
        level.invalidate(KEY);
        level.invalidate(KEY);
        ticker.advance(Duration.ofSeconds(40));
        store.invalidations.get(0).complete(null);
        ticker.advance(Duration.ofSeconds(20));
        assertThat(isTakenIn(ticker.nanos())).as("not dropped yet").isFalse();

        store.invalidations.get(1).complete(null);
        assertThat(isTakenIn(before)).as("looked for before").isFalse();
        assertThat(isTakenIn(ticker.nanos())).as("looked for after").isTrue();
    }

    @Test
    void aClaimStaysBehindAllThatIsBeingMadeInvalid() {
        level.invalidate(KEY);
        level.invalidate(KEY);
        store.invalidations.get(1).complete(null);
        CompletionStage<KeyFill> claim = level.claim(KEY, 7, 0);
        assertThat(store.claimed).isEmpty();

        store.invalidations.get(0).complete(null);
        await().until(() -> store.claims.size() == 1);
        store.claims.getFirst().complete(KeyFill.NONE);
        assertThat(claim.toCompletableFuture()).succeedsWithin(Duration.ofSeconds(10));
        level.claim(KEY, 8, 0);
        assertThat(store.claimed).as("nothing is in its way").containsExactly(7L, 8L);
    }

    @Test
    void aClaimDoesNotStayBehindASlowGridForever() {
        level.invalidate(KEY);
        level.claim(KEY, 7, 0);
        await().until(() -> store.claimed.equals(List.of(7L)));
        assertThat(store.invalidations).noneMatch(CompletableFuture::isDone);
        assertThat(isTakenIn(ticker.nanos())).as("not dropped yet").isFalse();
    }

    @Test
    void whatCouldNotBeDroppedIsCountedAndLookedForAgain() {
        level.invalidate(KEY);
        store.invalidations.getFirst().completeExceptionally(new IllegalStateException("no answer"));
        assertThat(counts).containsEntry("cache.grid_not_invalidated", 1L);
        assertThat(isTakenIn(ticker.nanos() - 1)).isFalse();
        assertThat(isTakenIn(ticker.nanos())).isTrue();
    }

    @Test
    void whatIsOnItsWayToASlowGridTakesNoRoomOfWhatIsFetched() {
        int part = 100 << 10;
        for (int i = 0; i < 3; i++) {
            CachePolicy.Key key = new CachePolicy.Key("space", "name " + i);
            StoredAnswer answer = answer(new byte[part]);
            Flight flight = new Flight();
            cache.put(key, answer, flight);
            flight.claimed(new CacheStore.Claim(7, 5, ticker.nanos()));
            level.settle(key, flight, new Flight.Landing.Stored(answer));
        }
        assertThat(store.loads).extracting(load -> load.octets().length > part).containsExactly(true, false, false);
        assertThat(store.settled).as("the others need not wait for one another").containsExactly(Ending.LANDED, Ending.STAYED,
                Ending.STAYED);
        assertThat(cache.reserve(FILLING_MAX)).isTrue();
        store.settlings.get(0).complete(Ending.LANDED);
        store.settlings.get(1).complete(Ending.STAYED);
        assertThat(counts).containsEntry("cache.grid_fills", 1L).containsEntry("cache.grid_dropped", 1L);
    }

    @Test
    void whatWasClaimedTooLongAgoDoesNotGoToTheGrid() {
        StoredAnswer answer = answer(new byte[100]);
        Flight flight = new Flight();
        flight.claimed(new CacheStore.Claim(7, 5, ticker.nanos()));
        ticker.advance(Duration.ofSeconds(23));
        cache.put(KEY, answer, flight);
        level.settle(KEY, flight, new Flight.Landing.Stored(answer));
        assertThat(store.loads).containsExactly(CacheStore.Load.NONE);
        assertThat(store.settled).containsExactly(Ending.STAYED);
    }

    @Test
    void whatASpoiltFlightBringsIsNotKept() {
        Flight flight = new Flight();
        cache.joinOr(KEY, flight);
        level.invalidate(KEY);
        assertThat(cache.put(KEY, answer(new byte[100]), flight)).isFalse();
        assertThat(cache.hasVariants(KEY)).isFalse();
    }

    private boolean isTakenIn(long beganNanos) {
        level.takeIn(KEY, AnswerLayout.encode(List.of(answer(new byte[100]))), beganNanos);
        return cache.hasVariants(KEY);
    }

    private StoredAnswer answer(byte[] body) {
        return new StoredAnswer(200, Headers.of("ETag", "\"1\""), body, ticker.millis(), 0, new Terms(3600, false, false, 0, 0),
                Variant.ANY, List.of(), "/", 0);
    }

    private final class Counting implements Metrics {

        @Override
        public Counter counter(String name, Map<String, String> labels) {
            return n -> counts.merge(name, n, Long::sum);
        }

        @Override
        public Timing timing(String name, Map<String, String> labels) {
            return Metrics.none().timing(name, labels);
        }

        @Override
        public void gauge(String name, Map<String, String> labels, DoubleSupplier value) {
            // Only what is counted is of interest.
        }

        @Override
        public void remove(String name, Map<String, String> labels) {
            // It stays.
        }
    }
}
