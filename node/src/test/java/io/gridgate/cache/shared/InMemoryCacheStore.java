package io.gridgate.cache.shared;

import io.gridgate.base.Ticker;
import io.gridgate.cache.shared.FillState.Ending;
import io.gridgate.cache.shared.FillState.Step;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One node's view of stored answers in the memory of one process.
 *
 * <p>Thread-safety: thread-safe; a key's steps are atomic.
 */
public final class InMemoryCacheStore implements CacheStore {

    /**
     * What the nodes share.
     *
     * <p>Thread-safety: guarded by itself.
     */
    public static final class Grid {

        private record Kept<T>(T value, long untilNanos) {}

        private final Map<String, Kept<byte[]>> loads = new HashMap<>();
        private final Map<String, Kept<FillState>> fills = new HashMap<>();
        private final Set<String> live = ConcurrentHashMap.newKeySet();
        private final List<InMemoryCacheStore> nodes = new CopyOnWriteArrayList<>();
        private final Ticker ticker;
        private final Executor network;

        /** Creates an empty grid, where whatever goes from node to node goes over that network. */
        public Grid(Ticker ticker, Executor network) {
            this.ticker = ticker;
            this.network = network;
        }

        /** Returns a new node's view. */
        public InMemoryCacheStore join(String member) {
            InMemoryCacheStore node = new InMemoryCacheStore(this, member);
            live.add(member);
            nodes.add(node);
            return node;
        }

        private <T> CompletionStage<T> call(Supplier<T> step) {
            CompletableFuture<T> answer = new CompletableFuture<>();
            network.execute(() -> {
                T value = locked(step);
                network.execute(() -> answer.complete(value));
            });
            return answer;
        }

        private synchronized <T> T locked(Supplier<T> step) {
            return step.get();
        }

        private <T> T read(Map<String, Kept<T>> from, String key, T otherwise) {
            Kept<T> kept = from.get(key);
            return kept == null || ticker.nanos() - kept.untilNanos >= 0 ? otherwise : kept.value;
        }

        /** Returns the state before and after. */
        private FillState[] step(String key, Step step) {
            FillState before = read(fills, key, new FillState.Free());
            FillState after = before.after(step, live::contains);
            if (!after.equals(before)) {
                Kept<FillState> kept = fills.get(key);
                fills.put(key, new Kept<>(after, kept != null && after.isSameFetch(before) ? kept.untilNanos
                        : ticker.nanos() + after.kept().toNanos()));
            }
            return new FillState[]{before, after};
        }
    }

    private final Grid grid;
    private final String member;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean gone;

    private InMemoryCacheStore(Grid grid, String member) {
        this.grid = grid;
        this.member = member;
    }

    /** Returns the view of a node that is alone. */
    public static InMemoryCacheStore alone(Ticker ticker) {
        return new Grid(ticker, Runnable::run).join("alone");
    }

    /** The node dies: nobody hears of it any more. */
    public void die() {
        gone = true;
        grid.live.remove(member);
        grid.nodes.remove(this);
    }

    @Override
    public String member() {
        return member;
    }

    @Override
    public boolean isThere() {
        return !gone;
    }

    @Override
    public CompletionStage<byte[]> look(String key) {
        return grid.call(() -> grid.read(grid.loads, key, new byte[0]));
    }

    @Override
    public CompletionStage<FillState> claim(String key, long id, long known) {
        return grid.call(() -> grid.step(key, new Step.Claim(member, id, known))[1]);
    }

    @Override
    public CompletionStage<Void> settle(String key, long id, Ending ending, Load load) {
        if (gone) {
            return new CompletableFuture<>();
        }
        return grid.call(() -> {
            if (grid.step(key, new Step.Settle(member, id, ending))[0] instanceof FillState.Filling fill && fill.isOf(member, id)) {
                if (load.octets().length > 0) {
                    grid.loads.put(key, new Grid.Kept<>(load.octets(), grid.ticker.nanos() + load.kept().toNanos()));
                }
                return fill.awaited();
            }
            return false;
        }).thenAccept(isAwaited -> {
            if (isAwaited) {
                tell(listener -> listener.onEnded(key, ending));
            }
        });
    }

    @Override
    public CompletionStage<Void> invalidate(String key) {
        return grid.call(() -> {
            grid.loads.remove(key);
            return grid.step(key, new Step.Drop())[1];
        }).thenAccept(_ -> tell(listener -> listener.onInvalidated(key)));
    }

    private void tell(Consumer<Listener> what) {
        grid.nodes.stream().filter(node -> node != this)
                .forEach(node -> grid.network.execute(() -> node.listeners.forEach(what)));
    }

    @Override
    public void listen(Listener listener) {
        listeners.add(listener);
    }
}
