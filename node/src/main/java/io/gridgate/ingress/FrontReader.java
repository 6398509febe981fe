package io.gridgate.ingress;

import io.gridgate.exchange.GatewayException;
import io.gridgate.wire.Pipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what a client sends while its connection can use it. Octets that cannot be used yet (of a body whose sink pauses, of a
 * pipelined request) are kept, at most one read of them, and reading is disarmed until they are used up.
 *
 * <p>The next read never happens within a call of somebody else's: it is posted to the loop, because the buffer that is read into
 * belongs to all connections of the loop.
 *
 * <p>Thread-safety: confined to its loop.
 */
final class FrontReader {

    private static final Logger LOG = LoggerFactory.getLogger(FrontReader.class);
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final FrontConnection connection;
    private final FrontLoop shared;
    private final Pipe pipe;
    private final Runnable posted = this::pumpPosted;
    private @Nullable ByteBuffer kept;
    private boolean pumping;
    private boolean isPosted;
    private boolean ended;

    FrontReader(FrontConnection connection, FrontLoop shared, Pipe pipe) {
        this.connection = connection;
        this.shared = shared;
        this.pipe = pipe;
    }

    /** Returns whether octets that came wait to be used. */
    boolean hasKept() {
        return kept != null;
    }

    /** Returns whether the client ended its half. */
    boolean isEnded() {
        return ended;
    }

    /** Returns whether what comes now is being used, so that the connection settles behind it in any case. */
    boolean isPumping() {
        return pumping;
    }

    /** Pumps soon, unless that happens now. */
    void post() {
        if (!pumping && !isPosted && !connection.isClosed()) {
            isPosted = true;
            shared.loop.execute(posted);
        }
    }

    private void pumpPosted() {
        isPosted = false;
        pump();
    }

    /** Lets the connection use what was kept and what there is to read, and settle. */
    void pump() {
        if (connection.isClosed()) {
            return;
        }
        pumping = true;
        try {
            useKept();
            read();
            connection.settle();
        } catch (GatewayException refusal) {
            connection.onRefused(refusal);
        } catch (IOException broken) {
            connection.onBroken();
        } catch (RuntimeException | LinkageError | AssertionError bug) {
            LOG.atError().setCause(bug).log("a connection failed; it is closed");
            connection.onBroken();
        } finally {
            pumping = false;
        }
    }

    /** The connection is called without octets too: it may have become ready for more. */
    private void useKept() throws IOException {
        ByteBuffer before = kept;
        kept = null;
        connection.use(before == null ? NOTHING : before);
        if (before != null) {
            keep(before);
        }
    }

    private void read() throws IOException {
        boolean more = true;
        while (more && isWanted()) {
            ByteBuffer in = shared.reading.clear();
            int octets = pipe.read(in);
            if (octets < 0) {
                ended = true;
                connection.onInputEnded();
            } else if (octets > 0) {
                in.flip();
                connection.onOctets();
                connection.use(in);
                keep(in);
            }
            more = octets > 0 && pipe.hasBuffered();
        }
    }

    private boolean isWanted() {
        return kept == null && !ended && connection.wantsInput();
    }

    private void keep(ByteBuffer in) {
        if (in.hasRemaining() && !connection.isClosed()) {
            kept = in.isDirect() ? ByteBuffer.allocate(in.remaining()).put(in).flip() : in;
        }
    }

    /** Has the loop tell of octets if they can be used; between requests nothing changes, so that nothing is called. */
    void settle() throws IOException {
        pipe.readInterest(isWanted());
    }

    /** Forgets what was kept. */
    void release() {
        kept = null;
    }
}
