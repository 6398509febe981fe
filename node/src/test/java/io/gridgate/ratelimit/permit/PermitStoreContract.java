package io.gridgate.ratelimit.permit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What every store of permits does. */
public abstract class PermitStoreContract {

    private final String key = UUID.randomUUID().toString();
    private final AtomicLong ids = new AtomicLong();

    /** Returns the store. */
    protected abstract PermitStore store();

    /** Returns the store as another node sees it. */
    protected abstract PermitStore otherStore();

    private PermitAsk ask(PermitStore store, int limit, int busy, int wanted) {
        return new PermitAsk(store.standing().holder(), ids.incrementAndGet(), limit, busy, wanted, 0);
    }

    private int held(PermitStore store, PermitAsk ask) throws Exception {
        return store.ask(key, ask).toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    private int held(PermitStore store, int limit, int busy, int wanted) throws Exception {
        return held(store, ask(store, limit, busy, wanted));
    }

    @Test
    void bothNodesTogetherHoldNoMoreThanTheLimit() throws Exception {
        assertThat(held(store(), 5, 0, 3)).isEqualTo(3);
        assertThat(held(otherStore(), 5, 0, 3)).isEqualTo(2);
        assertThat(held(store(), 5, 3, 1)).isEqualTo(3);
    }

    @Test
    void whatEndedIsFreeForTheOther() throws Exception {
        assertThat(held(store(), 2, 0, 2)).isEqualTo(2);
        assertThat(held(otherStore(), 2, 0, 1)).isZero();
        assertThat(held(store(), 2, 1, 0)).isEqualTo(1);
        assertThat(held(otherStore(), 2, 0, 2)).isEqualTo(1);
    }

    @Test
    void repeatedAskIsAnsweredTheSameAndAnOlderOneChangesNothing() throws Exception {
        PermitAsk older = ask(store(), 5, 0, 5);
        PermitAsk ask = ask(store(), 5, 0, 2);
        assertThat(held(store(), ask)).isEqualTo(2);
        assertThat(held(store(), ask)).isEqualTo(2);
        assertThat(held(store(), older)).isEqualTo(2);
        assertThat(held(otherStore(), 5, 0, 5)).isEqualTo(3);
    }

    @Test
    void whatIsUnderWayIsAFactWhateverTheLimitIs() throws Exception {
        assertThat(held(store(), 5, 0, 5)).isEqualTo(5);
        assertThat(held(otherStore(), 5, 3, 1)).isEqualTo(3);
        assertThat(held(store(), 2, 4, 1)).isEqualTo(4);
    }

    @Test
    void asksAtOnceNeverHoldMoreThanThereIs() throws Exception {
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            PermitStore store = i % 2 == 0 ? store() : otherStore();
            answers.add(store.ask(key + i / 10, ask(store, 3, 0, 2)).toCompletableFuture());
        }
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);
        assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isBetween(0, 2));
        assertThat(store().standing().holder()).isNotEqualTo(otherStore().standing().holder());
    }
}
