package io.gridgate.grid;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.HazelcastInstanceNotActiveException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

final class GridRetryTest {

    private static final Duration MOST = Duration.ofSeconds(30);

    private final List<Long> pausesMillis = new ArrayList<>();
    private long now;
    private final GridRetry retry = new GridRetry(() -> now, (task, delay) -> {
        pausesMillis.add(Duration.ofNanos(delay).toMillis());
        now += delay;
        task.run();
    });

    @Test
    void whatFailsIsDoneAgainAfterLongerAndLongerPauses() {
        List<Integer> attempts = new ArrayList<>();
        CompletionStage<String> answer = retry.insist(number -> {
            attempts.add(number);
            return number < 6 ? CompletableFuture.failedStage(new IllegalStateException("slow"))
                    : CompletableFuture.completedStage("done");
        }, MOST);
        assertThat(answer.toCompletableFuture()).isCompletedWithValue("done");
        assertThat(attempts).containsExactly(0, 1, 2, 3, 4, 5, 6);
        assertThat(pausesMillis).containsExactly(250L, 500L, 1000L, 2000L, 4000L, 4000L);
    }

    @Test
    void whatIsOfNoUseAnyMoreIsNotDone() {
        CompletionStage<String> answer = retry.insist(_ -> CompletableFuture.failedStage(new IllegalStateException("slow")), MOST);
        assertThat(answer.toCompletableFuture()).isCompletedExceptionally();
        assertThat(now).isPositive().isLessThanOrEqualTo(MOST.toNanos());
    }

    @Test
    void aMemberThatHasLeftIsNotAskedAgain() {
        CompletionStage<String> answer = retry.insist(_ -> CompletableFuture.failedStage(new HazelcastInstanceNotActiveException()), MOST);
        assertThat(answer.toCompletableFuture()).isCompletedExceptionally();
        assertThat(pausesMillis).isEmpty();
    }
}
