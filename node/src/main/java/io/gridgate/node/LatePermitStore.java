package io.gridgate.node;

import io.gridgate.ratelimit.permit.PermitAsk;
import io.gridgate.ratelimit.permit.PermitStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The permits of the grid, for parts that are built before the node has joined it: until then nobody is there to ask.
 *
 * <p>Thread-safety: thread-safe; the one field is volatile and set once.
 */
final class LatePermitStore implements PermitStore {

    private volatile @Nullable PermitStore joined;

    /** The node is in the grid. */
    void joined(PermitStore store) {
        joined = store;
    }

    @Override
    public CompletionStage<Integer> ask(String key, PermitAsk ask) {
        PermitStore store = joined;
        return store == null ? CompletableFuture.failedFuture(new IllegalStateException("this node is starting")) : store.ask(key, ask);
    }

    @Override
    public String owner(String key) {
        PermitStore store = joined;
        return store == null ? "" : store.owner(key);
    }

    @Override
    public Standing standing() {
        PermitStore store = joined;
        return store == null ? Standing.ALONE : store.standing();
    }
}
