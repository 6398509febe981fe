package io.gridgate.wire;

import java.io.IOException;
import org.glassfish.grizzly.IOEvent;
import org.glassfish.grizzly.nio.NIOConnection;
import org.jspecify.annotations.Nullable;

/**
 * What the selector is asked to tell of a socket. It is called only when that changes: an exchange that flows costs no call.
 *
 * <p>Thread-safety: confined to the connection's loop.
 */
public final class SocketInterest {

    private @Nullable NIOConnection connection;
    private boolean reading = true;
    private boolean writing;

    /** The socket is connected; reading is armed once the callback of the connect has returned, and cannot be given up within it. */
    public void begin(NIOConnection established) {
        connection = established;
    }

    /** Says whether readable events are wanted. */
    public void read(boolean wanted) throws IOException {
        if (wanted != reading) {
            reading = wanted;
            tell(IOEvent.READ, wanted);
        }
    }

    /** Says whether writable events are wanted. */
    public void write(boolean wanted) throws IOException {
        if (wanted != writing) {
            writing = wanted;
            tell(IOEvent.WRITE, wanted);
        }
    }

    private void tell(IOEvent event, boolean wanted) throws IOException {
        NIOConnection socket = connection;
        if (socket == null) {
            return;
        }
        if (wanted) {
            socket.enableIOEvent(event);
        } else {
            socket.disableIOEvent(event);
        }
    }
}
