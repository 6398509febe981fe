package io.gridgate.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.base.Metrics;
import io.gridgate.cache.shared.CacheStore;
import io.gridgate.cache.shared.FillState;
import io.gridgate.cache.shared.FillState.Ending;
import io.gridgate.cache.shared.KeyFill;
import io.gridgate.fixture.FakeTicker;
import io.gridgate.fixture.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SearchTest {

    private static final CachePolicy.Key KEY = new CachePolicy.Key("space", "name");
    private static final byte[] NOTHING = {};

    private final FakeTicker ticker = new FakeTicker();
    private final ManualLoop loop = new ManualLoop(ticker);
    private final ScriptedCacheStore store = new ScriptedCacheStore();
    private final ResponseCache cache = ResponseCache.of(1 << 20, store, Metrics.none(), ticker, ticker);
    private final List<Search.Result> results = new ArrayList<>();

    @Test
    void aClaimThatIsGrantedAfterItWasGivenUpIsTakenBackAgain() {
        begin();
        looked(0);
        pass(Duration.ofSeconds(2));
        assertThat(results).containsExactly(new Search.Result.Fetch(null));
        assertThat(store.settled).containsExactly(Ending.FAILED);

        granted(0);
        assertThat(store.settled).as("the first may have come before the claim").containsExactly(Ending.FAILED, Ending.FAILED);
    }

    @Test
    void aClaimThatIsHeldIsNotTakenBack() {
        begin();
        looked(0);
        store.claims.getFirst().complete(new KeyFill(4, new FillState.Filling("other", 1, true)));
        pass(Duration.ofMillis(500));
        long since = ticker.nanos();
        pass(Duration.ofSeconds(2));
        pass(Duration.ofMillis(500));
        granted(2);
        assertThat(results).containsExactly(new Search.Result.Fetch(new CacheStore.Claim(store.claimed.getFirst(), 5, since)));

        granted(1);
        assertThat(store.settled).isEmpty();
    }

    @Test
    void whoWaitsLooksNowAndThenForAnAnswerWhoseEndIsNotTold() {
        begin();
        looked(0);
        for (int i = 0; i < 3; i++) {
            store.claims.getLast().complete(new KeyFill(4, new FillState.Filling("other", 1, true)));
            pass(Duration.ofMillis(500));
        }
        assertThat(store.looks).hasSize(2);
    }

    @Test
    void aLookThatWaitsForItsTurnHereIsNoSilenceOfTheGrid() {
        for (int i = 0; i < 32; i++) {
            var _ = cache.shared().look(KEY, () -> {});
        }
        begin();
        pass(Duration.ofSeconds(3));
        assertThat(results).isEmpty();
        assertThat(cache.shared().isThere()).isTrue();

        store.looks.getFirst().complete(NOTHING);
        pass(Duration.ofMillis(1999));
        assertThat(results).isEmpty();
        pass(Duration.ofMillis(1));
        assertThat(results).as("the grid had its time").containsExactly(new Search.Result.Fetch(null));
        assertThat(cache.shared().isThere()).isFalse();
    }

    @Test
    void whatStaysOnItsNodeIsFetchedHereAndNobodyWaitsForThat() {
        begin();
        looked(0);
        store.claims.getFirst().complete(new KeyFill(4, new FillState.Stayed()));
        pass(Duration.ZERO);
        assertThat(results).containsExactly(new Search.Result.Fetch(null));
        assertThat(store.settled).isEmpty();
    }

    @Test
    void whoHearsThatItStaysOnItsNodeWaitsNoLonger() {
        begin();
        looked(0);
        store.claims.getFirst().complete(new KeyFill(4, new FillState.Filling("other", 1, true)));
        pass(Duration.ZERO);
        cache.shared().onEnded(KEY.text(), Ending.STAYED);
        pass(Duration.ZERO);
        assertThat(results).containsExactly(new Search.Result.Fetch(null));
    }

    private void begin() {
        Search.begin(cache, KEY, loop, new NothingFound(), results::add);
        pass(Duration.ZERO);
    }

    private void looked(int look) {
        store.looks.get(look).complete(NOTHING);
        pass(Duration.ZERO);
    }

    private void granted(int claim) {
        store.claims.get(claim).complete(new KeyFill(5, new FillState.Filling("me", store.claimed.get(claim), false)));
        pass(Duration.ZERO);
    }

    private void pass(Duration time) {
        loop.advance(time);
    }

    private record NothingFound() implements Search.Finder {

        @Override
        public ResponseCache.@Nullable Found find() {
            return null;
        }

        @Override
        public boolean isGood(ResponseCache.Found found) {
            return true;
        }
    }
}
