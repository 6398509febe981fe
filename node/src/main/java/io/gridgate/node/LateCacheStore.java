package io.gridgate.node;

import io.gridgate.cache.shared.CacheStore;
import io.gridgate.cache.shared.FillState.Ending;
import io.gridgate.cache.shared.KeyFill;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The grid's stored answers, for a cache that is built before this node has joined: until then there are none.
 *
 * <p>Thread-safety: thread-safe; what was joined is volatile, and it and the listener are set under the monitor.
 */
final class LateCacheStore implements CacheStore {

    private volatile @Nullable CacheStore joined;
    private @Nullable Listener listener;

    /** The node is in the grid, and knows what was purged there. */
    synchronized void joined(CacheStore store) {
        joined = store;
        if (listener != null) {
            store.listen(listener);
        }
    }

    @Override
    public Held held() {
        CacheStore store = joined;
        return store == null ? Held.NOTHING : store.held();
    }

    @Override
    public String member() {
        CacheStore store = joined;
        return store == null ? "" : store.member();
    }

    @Override
    public boolean isThere() {
        CacheStore store = joined;
        return store != null && store.isThere();
    }

    @Override
    public CompletionStage<byte[]> look(String key) {
        return ask(store -> store.look(key));
    }

    @Override
    public CompletionStage<KeyFill> claim(String key, long id, long known) {
        return ask(store -> store.claim(key, id, known));
    }

    @Override
    public CompletionStage<Ending> settle(String key, Claim claim, Ending ending, Load load) {
        return ask(store -> store.settle(key, claim, ending, load));
    }

    @Override
    public CompletionStage<Void> invalidate(String key) {
        return ask(store -> store.invalidate(key));
    }

    private <T extends @Nullable Object> CompletionStage<T> ask(Function<CacheStore, CompletionStage<T>> question) {
        CacheStore store = joined;
        return store == null ? CompletableFuture.failedStage(new IllegalStateException("this node is starting")) : question.apply(store);
    }

    @Override
    public synchronized void listen(Listener own) {
        listener = own;
        CacheStore store = joined;
        if (store != null) {
            store.listen(own);
        }
    }
}
