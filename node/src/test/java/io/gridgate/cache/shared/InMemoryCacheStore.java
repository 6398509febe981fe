package io.gridgate.cache.shared;

import io.gridgate.base.Ticker;
import io.gridgate.cache.shared.FillState.Ending;
import io.gridgate.cache.shared.FillState.Step;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
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

        /** What is stored; without octets: what was claimed before is out of date. */
        private record Stored(long order, byte[] octets) {
            private static final Stored NOTHING = new Stored(0, new byte[0]);
        }

        private static final Duration DROPPED = Duration.ofMinutes(1);

        private final Map<String, Kept<Stored>> loads = new HashMap<>();
        private final Map<String, Kept<KeyFill>> fills = new HashMap<>();
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

        /** Returns the fetch before and after. */
        private KeyFill[] step(String key, Step step) {
            KeyFill before = read(fills, key, KeyFill.NONE);
            KeyFill after = before.after(step, live::contains, TimeUnit.NANOSECONDS.toMillis(ticker.nanos()));
            if (!after.equals(before)) {
                Kept<KeyFill> kept = fills.get(key);
                fills.put(key, new Kept<>(after, kept != null && after.state().isSameFetch(before.state()) ? kept.untilNanos
                        : ticker.nanos() + after.state().kept().toNanos()));
            }
            return new KeyFill[]{before, after};
        }

        private boolean put(String key, long order, Load load) {
            boolean isNewest = order >= read(loads, key, Stored.NOTHING).order;
            if (isNewest) {
                keep(key, new Stored(order, load.octets()), load.kept());
            }
            return isNewest;
        }

        private void drop(String key, long order, boolean ofThatOrderOnly) {
            long there = read(loads, key, Stored.NOTHING).order;
            if (!ofThatOrderOnly || there == order) {
                keep(key, new Stored(Math.max(order, there), new byte[0]), DROPPED);
            }
        }

        private void keep(String key, Stored stored, Duration time) {
            loads.put(key, new Kept<>(stored, ticker.nanos() + time.toNanos()));
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
    public Held held() {
        return Held.NOTHING;
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
        return grid.call(() -> grid.read(grid.loads, key, Grid.Stored.NOTHING).octets);
    }

    @Override
    public CompletionStage<KeyFill> claim(String key, long id, long known) {
        return grid.call(() -> grid.step(key, new Step.Claim(member, id, known))[1]);
    }

    @Override
    public CompletionStage<Ending> settle(String key, Claim claim, Ending ending, Load load) {
        if (gone) {
            return new CompletableFuture<>();
        }
        if (load.octets().length == 0) {
            return end(key, claim, ending, false);
        }
        return grid.call(() -> grid.put(key, claim.order(), load)).thenCompose(isStored -> end(key, claim, ending, isStored));
    }

    private CompletionStage<Ending> end(String key, Claim claim, Ending ending, boolean isStored) {
        return grid.call(() -> grid.step(key, new Step.Settle(member, claim.id(), ending))[0]).thenCompose(before -> {
            if (before.state() instanceof FillState.Filling fill && fill.isOf(member, claim.id())) {
                if (fill.awaited()) {
                    tell(listener -> listener.onEnded(key, ending));
                }
                return CompletableFuture.completedStage(ending);
            }
            return !isStored ? CompletableFuture.completedStage(Ending.FAILED) : grid.call(() -> {
                grid.drop(key, claim.order(), true);
                return Ending.FAILED;
            });
        });
    }

    @Override
    public CompletionStage<Void> invalidate(String key) {
        return grid.call(() -> grid.step(key, new Step.Drop())[1]).thenCompose(dropped -> grid.call(() -> {
            grid.drop(key, dropped.order(), false);
            return dropped;
        })).thenAccept(_ -> tell(listener -> listener.onInvalidated(key)));
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
