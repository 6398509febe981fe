package io.gridgate.cache.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gridgate.cache.shared.CacheStore.Claim;
import io.gridgate.cache.shared.CacheStore.Load;
import io.gridgate.cache.shared.FillState.Ending;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every store of answers promises; {@link #store} and {@link #otherStore} are two nodes' views, which may have other keys already. */
public abstract class CacheStoreContract {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static int keys;

    private final String key = "key " + ++keys + " ü";
    private final Load load = new Load("answer".getBytes(StandardCharsets.US_ASCII), Duration.ofMinutes(1));
    private final Load newer = new Load("newer".getBytes(StandardCharsets.US_ASCII), Duration.ofMinutes(1));

    protected abstract CacheStore store();

    protected abstract CacheStore otherStore();

    @Test
    void whatOneNodeFetchedTheOtherFinds() {
        assertThat(answer(store().look(key))).isEmpty();
        assertThat(fetch(store(), 7, 0, load)).isEqualTo(Ending.LANDED);

        assertThat(answer(otherStore().look(key))).isEqualTo(load.octets());
        assertThat(answer(store().look(key))).isEqualTo(load.octets());
    }

    @Test
    void oneNodeFetchesAndTheOthersHearWhenItHasEnded() {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        otherStore().listen(new Heard(heard));
        Claim claim = granted(store(), 7, 0);
        assertThat(granted(store(), 7, 0)).as("asked once more").isEqualTo(claim);
        assertThat(isGranted(store(), 8, 0)).as("another fetch of the same node").isFalse();
        assertThat(isGranted(otherStore(), 7, 0)).isFalse();

        answer(store().settle(key, claim, Ending.LANDED, load));

        await().atMost(SOON).until(() -> heard.contains(key + " LANDED"));
        assertThat(answer(otherStore().look(key))).isEqualTo(load.octets());
    }

    @Test
    void whoDidNotFindWhatHasJustLandedLooksAgainBeforeItFetches() {
        fetch(store(), 7, 0, Load.NONE);

        assertThat(answer(otherStore().claim(key, 9, 0)).state()).isEqualTo(new FillState.Landed(7));
        assertThat(isGranted(otherStore(), 9, 7)).isTrue();
    }

    @Test
    void nobodyWaitsForWhatIsForOneClient() {
        answer(store().settle(key, granted(store(), 7, 0), Ending.PASSED, Load.NONE));
        assertThat(answer(otherStore().claim(key, 9, 0)).state()).isEqualTo(new FillState.Passed());
    }

    @Test
    void noNodeWaitsForWhatStaysOnTheOther() {
        answer(store().settle(key, granted(store(), 7, 0), Ending.STAYED, Load.NONE));
        assertThat(answer(otherStore().claim(key, 9, 0)).state()).isEqualTo(new FillState.Stayed());
    }

    @Test
    void anotherFetchesAfterAFailure() {
        Claim claim = granted(store(), 7, 0);
        answer(store().settle(key, claim, Ending.FAILED, Load.NONE));
        Claim others = granted(otherStore(), 9, 0);
        answer(store().settle(key, claim, Ending.LANDED, Load.NONE));
        assertThat(granted(otherStore(), 9, 0)).as("what is over cannot end another's").isEqualTo(others);
    }

    @Test
    void whatIsOutOfDateIsGoneAndTheFetchUnderWayLeavesNothing() {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        otherStore().listen(new Heard(heard));
        fetch(store(), 6, 0, load);
        Claim underWay = granted(otherStore(), 7, 6);

        answer(store().invalidate(key));

        await().atMost(SOON).until(() -> heard.contains(key + " invalidated"));
        assertThat(answer(store().look(key))).isEmpty();
        assertThat(answer(otherStore().settle(key, underWay, Ending.LANDED, load))).isEqualTo(Ending.FAILED);
        assertThat(answer(store().look(key))).isEmpty();
        assertThat(isGranted(store(), 8, 0)).isTrue();
    }

    @Test
    void whatIsOutOfDateTakesNothingFromWhatWasFetchedSince() {
        Claim outdated = granted(otherStore(), 7, 0);
        answer(store().invalidate(key));
        answer(store().invalidate(key));
        fetch(store(), 8, 0, newer);

        answer(otherStore().settle(key, outdated, Ending.LANDED, load));

        assertThat(answer(store().look(key))).isEqualTo(newer.octets());
        answer(store().invalidate(key));
        answer(otherStore().settle(key, outdated, Ending.LANDED, load));
        assertThat(answer(store().look(key))).isEmpty();
    }

    @Test
    void whatIsFetchedAnewReplacesWhatWasThere() {
        fetch(store(), 7, 0, load);
        fetch(otherStore(), 8, 7, newer);
        assertThat(answer(store().look(key))).isEqualTo(newer.octets());
    }

    @Test
    void anAnswerOfNoUseAnyMoreIsNotFound() {
        fetch(store(), 7, 0, new Load(load.octets(), Duration.ofSeconds(1)));
        await().atMost(SOON).until(() -> {
            passes(Duration.ofSeconds(1));
            return answer(otherStore().look(key)).length == 0;
        });
    }

    /** Lets time pass where it does not by itself. */
    protected void passes(Duration time) {
        // It does.
    }

    private Ending fetch(CacheStore store, long id, long known, Load with) {
        return answer(store.settle(key, granted(store, id, known), Ending.LANDED, with));
    }

    private Claim granted(CacheStore store, long id, long known) {
        return granted(store, key, id, known);
    }

    protected static Claim granted(CacheStore store, String key, long id, long known) {
        KeyFill fill = answer(store.claim(key, id, known));
        assertThat(fill.state()).matches(state -> isOf(state, store, id), "granted");
        return new Claim(id, fill.order(), 0);
    }

    protected final boolean isGranted(CacheStore store, long id, long known) {
        return isOf(answer(store.claim(key, id, known)).state(), store, id);
    }

    private static boolean isOf(FillState state, CacheStore store, long id) {
        return state instanceof FillState.Filling fill && fill.isOf(store.member(), id);
    }

    protected static <T> T answer(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
    }

    private record Heard(Queue<String> news) implements CacheStore.Listener {

        @Override
        public void onEnded(String key, Ending ending) {
            news.add(key + " " + ending);
        }

        @Override
        public void onInvalidated(String key) {
            news.add(key + " invalidated");
        }
    }
}
