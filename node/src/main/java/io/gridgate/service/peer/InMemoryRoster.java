package io.gridgate.service.peer;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * A roster that a test, or a node without others, sets by hand.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class InMemoryRoster implements Roster {

    private final String self;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile List<String> nodes;

    /** Creates the roster of a node that is alone. */
    public InMemoryRoster(String self) {
        this.self = self;
        this.nodes = List.of(self);
    }

    @Override
    public String self() {
        return self;
    }

    @Override
    public List<String> nodes() {
        return nodes;
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** Sets which other nodes are alive. */
    public void others(String... others) {
        nodes = Stream.concat(Stream.of(self), Stream.of(others)).distinct().sorted().toList();
        listeners.forEach(Runnable::run);
    }
}
