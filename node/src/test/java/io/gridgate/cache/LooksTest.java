package io.gridgate.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

final class LooksTest {

    private static final int AT_ONCE = 32;

    private final ScriptedCacheStore store = new ScriptedCacheStore();
    private final Looks looks = new Looks(store);
    private final List<Integer> called = new ArrayList<>();

    @Test
    void whatNobodyWaitsForAnyMoreIsNotLookedFor() {
        List<CompletableFuture<byte[]>> answers = look(AT_ONCE + 2);
        assertThat(store.looks).hasSize(AT_ONCE);
        assertThat(called).hasSize(AT_ONCE);

        answers.get(AT_ONCE).cancel(false);
        store.looks.getFirst().complete(new byte[0]);
        assertThat(store.looks).hasSize(AT_ONCE + 1);
        assertThat(called).endsWith(AT_ONCE - 1, AT_ONCE + 1);
    }

    @Test
    void whoWaitsForItsTurnFailsWhenTheGridIsLost() {
        List<CompletableFuture<byte[]>> answers = look(AT_ONCE + 1);
        looks.giveUp();
        assertThat(answers.getLast()).isCompletedExceptionally();
        assertThat(answers.getFirst()).isNotDone();
    }

    @Test
    void aGridThatFailsAtOnceEndsAsManyLooksAsThereAre() {
        ScriptedCacheStore failing = new ScriptedCacheStore() {
            @Override
            public CompletionStage<byte[]> look(String key) {
                CompletionStage<byte[]> answer = super.look(key);
                return looks.size() <= AT_ONCE ? answer : CompletableFuture.failedStage(new IllegalStateException("gone"));
            }
        };
        Looks many = new Looks(failing);
        CompletableFuture<byte[]> last = new CompletableFuture<>();
        for (int i = 0; i < 50_000; i++) {
            last = many.look("key", () -> {});
        }
        failing.looks.getFirst().complete(new byte[0]);
        assertThat(last).isCompletedExceptionally();
    }

    private List<CompletableFuture<byte[]>> look(int times) {
        List<CompletableFuture<byte[]>> answers = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            int number = i;
            answers.add(looks.look("key " + i, () -> called.add(number)));
        }
        return answers;
    }
}
