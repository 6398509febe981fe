package io.gridgate.node;

import io.gridgate.event.EventChannel;
import io.gridgate.event.ToldEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The channel of events of the grid, for parts that are built before this node has joined it: until then nobody is there to tell.
 *
 * <p>Thread-safety: thread-safe; what was joined is volatile and set once, who waits for it is guarded by this.
 */
final class LateEventChannel implements EventChannel {

    private final List<Consumer<ToldEvent>> waiting = new ArrayList<>();
    private volatile @Nullable EventChannel joined;

    /** The node is in the grid. */
    synchronized void joined(EventChannel channel) {
        joined = channel;
        waiting.forEach(channel::onTold);
        waiting.clear();
    }

    @Override
    public boolean tell(ToldEvent event) {
        EventChannel channel = joined;
        return channel == null || channel.tell(event);
    }

    @Override
    public synchronized void onTold(Consumer<ToldEvent> listener) {
        EventChannel channel = joined;
        if (channel == null) {
            waiting.add(listener);
        } else {
            channel.onTold(listener);
        }
    }
}
