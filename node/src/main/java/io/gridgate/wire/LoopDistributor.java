package io.gridgate.wire;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.grizzly.CompletionHandler;
import org.glassfish.grizzly.nio.AbstractNIOConnectionDistributor;
import org.glassfish.grizzly.nio.NIOConnection;
import org.glassfish.grizzly.nio.NIOTransport;
import org.glassfish.grizzly.nio.RegisterChannelResult;
import org.glassfish.grizzly.nio.SelectorRunner;

/**
 * Decides on which loop a socket lives: an accepted one on the loop with the fewest, one that a loop connects on that loop.
 *
 * <p>Thread-safety: thread-safe.
 */
final class LoopDistributor extends AbstractNIOConnectionDistributor {

    private final List<SelectorLoop> loops;
    private final AtomicInteger listeners = new AtomicInteger();

    LoopDistributor(NIOTransport transport, List<SelectorLoop> loops) {
        super(transport);
        this.loops = loops;
    }

    @Override
    public void registerChannel(SelectableChannel channel, int interestOps, Object attachment) throws IOException {
        transport.getSelectorHandler().registerChannel(runner(interestOps, attachment), channel, interestOps, attachment);
    }

    @Override
    public void registerChannelAsync(SelectableChannel channel, int interestOps, Object attachment,
            CompletionHandler<RegisterChannelResult> completion) {
        transport.getSelectorHandler().registerChannelAsync(runner(interestOps, attachment), channel, interestOps, attachment, completion);
    }

    @Override
    public void registerServiceChannelAsync(SelectableChannel channel, int interestOps, Object attachment,
            CompletionHandler<RegisterChannelResult> completion) {
        SelectorLoop loop = loops.get(Math.floorMod(listeners.getAndIncrement(), loops.size()));
        transport.getSelectorHandler().registerChannelAsync(bound(loop), channel, interestOps, attachment, completion);
    }

    /** Grizzly registers accepted sockets with OP_READ, those that connect with OP_CONNECT, and with 0 when they did so at once. */
    private SelectorRunner runner(int interestOps, Object attachment) {
        if (interestOps != SelectionKey.OP_READ) {
            for (SelectorLoop loop : loops) {
                if (loop.inLoop()) {
                    return bound(loop);
                }
            }
        }
        SelectorLoop loop = leastLoaded();
        if (interestOps == SelectionKey.OP_READ && attachment instanceof NIOConnection connection) {
            AtomicInteger open = loop.connections();
            open.incrementAndGet();
            CloseHook.on(connection, open::decrementAndGet);
        }
        return bound(loop);
    }

    private SelectorLoop leastLoaded() {
        SelectorLoop least = loops.getFirst();
        for (SelectorLoop loop : loops) {
            if (loop.connections().get() < least.connections().get()) {
                least = loop;
            }
        }
        return least;
    }

    private static SelectorRunner bound(SelectorLoop loop) {
        SelectorRunner runner = loop.runner();
        if (runner == null) {
            throw new IllegalStateException(loop + " has not started");
        }
        return runner;
    }
}
