package io.gridgate.wire;

import org.glassfish.grizzly.CompletionHandler;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.Context;
import org.glassfish.grizzly.IOEvent;
import org.glassfish.grizzly.Processor;
import org.glassfish.grizzly.ProcessorResult;
import org.glassfish.grizzly.ReadResult;
import org.glassfish.grizzly.WriteResult;
import org.glassfish.grizzly.asyncqueue.MessageCloner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The owner of one socket, told by its loop what happens on it. It reads and writes the channel itself.
 *
 * <p>Why not Grizzly's transport filter: that one closes the connection when the peer ends its half, so a client that sends a
 * request, shuts its output and waits could never be answered.
 *
 * <p>Thread-safety: confined to the socket's loop.
 */
public abstract class SocketProcessor implements Processor<Context> {

    private static final Logger LOG = LoggerFactory.getLogger(SocketProcessor.class);

    /** For owners of sockets. */
    protected SocketProcessor() {}

    /** The channel can be read, or its peer has ended; called again until it is read empty or OP_READ is disabled. */
    protected abstract void onReadable();

    /** The channel can be written; called again until OP_WRITE is disabled. */
    protected abstract void onWritable();

    /** The socket is closed, by whichever side; called once. */
    protected abstract void onClosed();

    @Override
    public final Context obtainContext(@SuppressWarnings("rawtypes") Connection connection) {
        Context context = Context.create(connection);
        context.setProcessor(this);
        return context;
    }

    @Override
    public final ProcessorResult process(Context context) {
        try {
            switch (context.getIoEvent()) {
                case READ -> onReadable();
                case WRITE -> onWritable();
                case CLOSED -> onClosed();
                default -> {
                    // ACCEPTED and CONNECTED are told to whoever listens or connects.
                }
            }
        } catch (RuntimeException | LinkageError | AssertionError e) {
            LOG.atError().setCause(e).addKeyValue("event", context.getIoEvent()).log("the owner of a socket failed; it is closed");
            context.getConnection().terminateSilently();
        }
        return ProcessorResult.createComplete();
    }

    @Override
    public final boolean isInterested(IOEvent event) {
        return true;
    }

    @Override
    public final void setInterested(IOEvent event, boolean interested) {
        throw new UnsupportedOperationException("interest");
    }

    @Override
    @SuppressWarnings("rawtypes")
    public final void read(Connection connection, CompletionHandler<ReadResult> completion) {
        throw new UnsupportedOperationException("read");
    }

    @Override
    @SuppressWarnings("rawtypes")
    public final void write(Connection connection, Object address, Object message, CompletionHandler<WriteResult> completion) {
        throw new UnsupportedOperationException("write");
    }

    @Override
    @SuppressWarnings("rawtypes")
    public final void write(Connection connection, Object address, Object message, CompletionHandler<WriteResult> completion,
            MessageCloner cloner) {
        throw new UnsupportedOperationException("write");
    }

    @Override
    @Deprecated
    @SuppressWarnings({"rawtypes", "deprecation"})
    public final void write(Connection connection, Object address, Object message, CompletionHandler<WriteResult> completion,
            org.glassfish.grizzly.asyncqueue.PushBackHandler pushBack) {
        throw new UnsupportedOperationException("write");
    }
}
