package io.gridgate.upstream;

import io.gridgate.base.EventLoop;
import io.gridgate.wire.BufferPool;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of one loop share: buffers, and a count of themselves.
 *
 * <p>Thread-safety: confined to its loop; {@link #connections} may be read by any thread.
 */
final class LoopResources {

    private final EventLoop loop;
    private final BufferPool buffers;
    private final AtomicInteger connections = new AtomicInteger();
    private @Nullable TlsBuffers tlsBuffers;

    LoopResources(EventLoop loop, BufferPool buffers) {
        this.loop = loop;
        this.buffers = buffers;
    }

    EventLoop loop() {
        return loop;
    }

    BufferPool buffers() {
        return buffers;
    }

    TlsBuffers tlsBuffers() {
        TlsBuffers made = tlsBuffers;
        if (made == null) {
            made = new TlsBuffers();
            tlsBuffers = made;
        }
        return made;
    }

    void opened() {
        connections.incrementAndGet();
    }

    void closed() {
        connections.decrementAndGet();
    }

    /** Returns how many connections are open or being opened. */
    int connections() {
        return connections.get();
    }
}
