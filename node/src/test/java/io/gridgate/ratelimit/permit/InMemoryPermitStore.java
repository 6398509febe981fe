package io.gridgate.ratelimit.permit;

import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Permits in the memory of one process, which answers at once, as one member of a grid sees them.
 *
 * <p>Thread-safety: thread-safe; a key's steps are atomic.
 */
public final class InMemoryPermitStore implements PermitStore {

    private final Map<String, PermitState> states;
    private final Set<String> members;
    private final InstantSource clock;
    private volatile Standing standing;

    private InMemoryPermitStore(Map<String, PermitState> states, Set<String> members, InstantSource clock, String holder) {
        this.states = states;
        this.members = members;
        this.clock = clock;
        this.standing = new Standing(true, 1, holder, 1);
        members.add(holder);
    }

    /** Creates the permits of a grid with one member, on that clock. */
    public InMemoryPermitStore(InstantSource clock) {
        this(new ConcurrentHashMap<>(), ConcurrentHashMap.newKeySet(), clock, "m-1");
    }

    /** Returns the same permits as another member sees them. */
    public InMemoryPermitStore of(String holder) {
        return new InMemoryPermitStore(states, members, clock, holder);
    }

    /** Says who is there to ask from now on. */
    public void standing(Standing now) {
        standing = now;
    }

    /** That member has left. */
    public void left(String holder) {
        members.remove(holder);
    }

    /** Returns the permits that are held of a key. */
    public int held(String key) {
        return states.getOrDefault(key, PermitState.EMPTY).holders().stream().filter(holder -> members.contains(holder.member()))
                .mapToInt(PermitState.Holder::held).sum();
    }

    /** Returns the keys of which anything was said. */
    public Set<String> keys() {
        return states.keySet();
    }

    @Override
    public CompletionStage<Integer> ask(String key, PermitAsk ask) {
        CompletableFuture<Integer> held = new CompletableFuture<>();
        states.compute(key, (_, state) -> {
            PermitState.Answered answered = (state == null ? PermitState.EMPTY : state).ask(ask, members::contains, clock.millis());
            held.complete(answered.held());
            return answered.state();
        });
        return held;
    }

    @Override
    public String owner(String key) {
        return "m-1";
    }

    @Override
    public Standing standing() {
        return standing;
    }
}
