package io.gridgate.cache.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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

    protected abstract CacheStore store();

    protected abstract CacheStore otherStore();

    @Test
    void whatOneNodeFetchedTheOtherFinds() {
        assertThat(answer(store().look(key))).isEmpty();
        assertThat(isGranted(store(), 7, 0)).isTrue();
        answer(store().settle(key, 7, Ending.LANDED, load));

        assertThat(answer(otherStore().look(key))).isEqualTo(load.octets());
        assertThat(answer(store().look(key))).isEqualTo(load.octets());
    }

    @Test
    void oneNodeFetchesAndTheOthersHearWhenItHasEnded() {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        otherStore().listen(new Heard(heard));
        assertThat(isGranted(store(), 7, 0)).isTrue();
        assertThat(isGranted(store(), 7, 0)).as("asked once more").isTrue();
        assertThat(isGranted(store(), 8, 0)).as("another fetch of the same node").isFalse();
        assertThat(isGranted(otherStore(), 7, 0)).isFalse();

        answer(store().settle(key, 7, Ending.LANDED, load));

        await().atMost(SOON).until(() -> heard.contains(key + " LANDED"));
        assertThat(answer(otherStore().look(key))).isEqualTo(load.octets());
    }

    @Test
    void whoDidNotFindWhatHasJustLandedLooksAgainBeforeItFetches() {
        isGranted(store(), 7, 0);
        answer(store().settle(key, 7, Ending.LANDED, Load.NONE));

        assertThat(answer(otherStore().claim(key, 9, 0))).isEqualTo(new FillState.Landed(7));
        assertThat(isGranted(otherStore(), 9, 7)).isTrue();
    }

    @Test
    void nobodyWaitsForWhatIsForOneClient() {
        isGranted(store(), 7, 0);
        answer(store().settle(key, 7, Ending.PASSED, Load.NONE));
        assertThat(answer(otherStore().claim(key, 9, 0))).isEqualTo(new FillState.Passed());
    }

    @Test
    void anotherFetchesAfterAFailure() {
        isGranted(store(), 7, 0);
        answer(store().settle(key, 7, Ending.FAILED, Load.NONE));
        assertThat(isGranted(otherStore(), 9, 0)).isTrue();
        answer(store().settle(key, 7, Ending.LANDED, Load.NONE));
        assertThat(isGranted(otherStore(), 9, 0)).as("what is over cannot end another's").isTrue();
    }

    @Test
    void whatIsOutOfDateIsGoneAndTheFetchUnderWayLeavesNothing() {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        otherStore().listen(new Heard(heard));
        isGranted(store(), 6, 0);
        answer(store().settle(key, 6, Ending.LANDED, load));
        isGranted(otherStore(), 7, 6);

        answer(store().invalidate(key));

        await().atMost(SOON).until(() -> heard.contains(key + " invalidated"));
        assertThat(answer(store().look(key))).isEmpty();
        answer(otherStore().settle(key, 7, Ending.LANDED, load));
        assertThat(answer(store().look(key))).isEmpty();
        assertThat(isGranted(store(), 8, 0)).isTrue();
    }

    @Test
    void anAnswerOfNoUseAnyMoreIsNotFound() {
        isGranted(store(), 7, 0);
        answer(store().settle(key, 7, Ending.LANDED, new Load(load.octets(), Duration.ofSeconds(1))));
        await().atMost(SOON).until(() -> {
            passes(Duration.ofSeconds(1));
            return answer(otherStore().look(key)).length == 0;
        });
    }

    /** Lets time pass where it does not by itself. */
    protected void passes(Duration time) {
        // It does.
    }

    protected final boolean isGranted(CacheStore store, long id, long known) {
        return answer(store.claim(key, id, known)) instanceof FillState.Filling fill && fill.isOf(store.member(), id);
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
