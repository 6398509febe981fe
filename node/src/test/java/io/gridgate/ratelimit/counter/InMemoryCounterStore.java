package io.gridgate.ratelimit.counter;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counters in the memory of one process, which answer at once.
 *
 * <p>Thread-safety: thread-safe; a key's steps are atomic.
 */
public final class InMemoryCounterStore implements CounterStore {

    private final Map<String, CounterState> states = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private volatile Standing standing = new Standing(true, 1);

    /** Creates counters on that clock. */
    public InMemoryCounterStore(InstantSource clock) {
        this.clock = clock;
    }

    /** Says who is there to ask from now on. */
    public void standing(Standing now) {
        standing = now;
    }

    @Override
    public CompletionStage<Grant> ask(String key, CounterRule rule, Ask ask) {
        CompletableFuture<Grant> grant = new CompletableFuture<>();
        states.compute(key, (_, state) -> {
            CounterState.Answered answered = (state == null ? CounterState.EMPTY : state).ask(rule, ask, clock.millis());
            grant.complete(answered.grant());
            return answered.state();
        });
        return grant;
    }

    @Override
    public CompletionStage<Void> giveBack(String key, CounterRule rule, long holder, long id, long units) {
        states.computeIfPresent(key, (_, state) -> state.giveBack(rule, holder, id, units, clock.millis()));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public String owner(String key) {
        return "";
    }

    @Override
    public Standing standing() {
        return standing;
    }
}
