package io.gridgate.node;

import io.gridgate.ratelimit.counter.Ask;
import io.gridgate.ratelimit.counter.CounterRule;
import io.gridgate.ratelimit.counter.CounterStore;
import io.gridgate.ratelimit.counter.Grant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The counters of the grid, for parts that are built before the node has joined it: until then nobody is there to ask.
 *
 * <p>Thread-safety: thread-safe; the one field is volatile and set once.
 */
final class LateCounterStore implements CounterStore {

    private volatile @Nullable CounterStore joined;

    /** The node is in the grid. */
    void joined(CounterStore store) {
        joined = store;
    }

    @Override
    public CompletionStage<Grant> ask(String key, CounterRule rule, Ask ask) {
        CounterStore store = joined;
        return store == null ? CompletableFuture.failedFuture(new IllegalStateException("this node is starting"))
                : store.ask(key, rule, ask);
    }

    @Override
    public CompletionStage<Void> giveBack(String key, CounterRule rule, long holder, long id, long units) {
        CounterStore store = joined;
        return store == null ? CompletableFuture.failedFuture(new IllegalStateException("this node is starting"))
                : store.giveBack(key, rule, holder, id, units);
    }

    @Override
    public String owner(String key) {
        CounterStore store = joined;
        return store == null ? "" : store.owner(key);
    }

    @Override
    public Standing standing() {
        CounterStore store = joined;
        return store == null ? Standing.ALONE : store.standing();
    }
}
