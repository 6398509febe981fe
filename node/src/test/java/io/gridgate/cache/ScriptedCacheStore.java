package io.gridgate.cache;

import io.gridgate.cache.shared.CacheStore;
import io.gridgate.cache.shared.FillState.Ending;
import io.gridgate.cache.shared.KeyFill;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A grid that answers a call when the test says so, and has the calls in their order.
 *
 * <p>Thread-safety: confined to one test.
 */
class ScriptedCacheStore implements CacheStore {

    final List<CompletableFuture<byte[]>> looks = new ArrayList<>();
    final List<CompletableFuture<KeyFill>> claims = new CopyOnWriteArrayList<>();
    final List<Long> claimed = new CopyOnWriteArrayList<>();
    final List<Ending> settled = new ArrayList<>();
    final List<Load> loads = new ArrayList<>();
    final List<CompletableFuture<Ending>> settlings = new ArrayList<>();
    final List<CompletableFuture<Void>> invalidations = new ArrayList<>();

    @Override
    public Held held() {
        return Held.NOTHING;
    }

    @Override
    public String member() {
        return "me";
    }

    @Override
    public boolean isThere() {
        return true;
    }

    @Override
    public CompletionStage<byte[]> look(String key) {
        return added(looks);
    }

    @Override
    public CompletionStage<KeyFill> claim(String key, long id, long known) {
        claimed.add(id);
        return added(claims);
    }

    @Override
    public CompletionStage<Ending> settle(String key, Claim claim, Ending ending, Load load) {
        settled.add(ending);
        loads.add(load);
        return added(settlings);
    }

    @Override
    public CompletionStage<Void> invalidate(String key) {
        return added(invalidations);
    }

    @Override
    public void listen(Listener listener) {
        // Nobody else is there.
    }

    private static <T> CompletableFuture<T> added(List<CompletableFuture<T>> calls) {
        CompletableFuture<T> call = new CompletableFuture<>();
        calls.add(call);
        return call;
    }
}
