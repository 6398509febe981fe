package io.gridgate.upstream.session;

import io.gridgate.base.EventLoop;
import io.gridgate.wire.BufferPool;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of one loop share: buffers, and a count of themselves.
 *
 * <p>Thread-safety: confined to its loop; {@link #connections} may be read by any thread.
 */
public final class LoopResources {

    private final EventLoop loop;
    private final BufferPool buffers;
    private final AtomicInteger connections = new AtomicInteger();
    private @Nullable TlsBuffers tlsBuffers;

    public LoopResources(EventLoop loop, BufferPool buffers) {
        this.loop = loop;
        this.buffers = buffers;
    }

    /** Returns the loop. */
    public EventLoop loop() {
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
    public int connections() {
        return connections.get();
    }
}
