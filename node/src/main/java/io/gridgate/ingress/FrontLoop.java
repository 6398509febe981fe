package io.gridgate.ingress;

import io.gridgate.base.EventLoop;
import io.gridgate.base.Metrics;
import io.gridgate.wire.BufferPool;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/**
 * What the connections of one listener on one loop share: scratch space, and the count of their exchanges.
 *
 * <p>Thread-safety: confined to the loop; {@link #exchanges} may be read by any thread.
 */
final class FrontLoop {

    private static final int SCRATCH_BYTES = 8 << 10;

    final EventLoop loop;
    final BufferPool pool;
    final ByteBuffer reading = ByteBuffer.allocateDirect(BufferPool.READ_BYTES);
    final byte[] scratch = new byte[SCRATCH_BYTES];
    final AnswerHead answerHead = new AnswerHead();
    final CorrelationIds ids = new CorrelationIds();
    final ByteBuffer[] gather = Output.newGather();
    final Metrics.Counter interimDropped;
    final Set<FrontConnection> connections = new HashSet<>();
    private volatile int exchanges;

    FrontLoop(EventLoop loop, BufferPool pool, Metrics.Counter interimDropped) {
        this.loop = loop;
        this.pool = pool;
        this.interimDropped = interimDropped;
    }

    int exchanges() {
        return exchanges;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void exchangeBegan() {
        exchanges++;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void exchangeEnded() {
        exchanges--;
    }
}
