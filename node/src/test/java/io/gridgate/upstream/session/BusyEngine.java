package io.gridgate.upstream.session;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * An engine whose handshake is one computation, after which it wants to be read to.
 *
 * <p>Thread-safety: one thread at a time.
 */
final class BusyEngine extends SSLEngine {

    private final Runnable onStarved;
    private @Nullable Runnable task;
    private HandshakeStatus status = HandshakeStatus.NEED_TASK;

    /** Creates an engine; {@code onStarved} is run when it is read to and there is nothing. */
    BusyEngine(Runnable computation, Runnable onStarved) {
        this.onStarved = onStarved;
        task = () -> {
            computation.run();
            status = HandshakeStatus.NEED_UNWRAP;
        };
    }

    @Override
    public @Nullable Runnable getDelegatedTask() {
        Runnable next = task;
        task = null;
        return next;
    }

    @Override
    public HandshakeStatus getHandshakeStatus() {
        return status;
    }

    /** Takes all there is, and is done. */
    @Override
    public SSLEngineResult unwrap(ByteBuffer from, ByteBuffer[] to, int offset, int length) {
        int octets = from.remaining();
        if (octets == 0) {
            onStarved.run();
            return new SSLEngineResult(SSLEngineResult.Status.BUFFER_UNDERFLOW, status, 0, 0);
        }
        from.position(from.limit());
        status = HandshakeStatus.NOT_HANDSHAKING;
        return new SSLEngineResult(SSLEngineResult.Status.OK, status, octets, 0);
    }

    @Override
    public SSLEngineResult wrap(ByteBuffer[] from, int offset, int length, ByteBuffer to) {
        return new SSLEngineResult(SSLEngineResult.Status.CLOSED, status, 0, 0);
    }

    @Override
    public void beginHandshake() {}

    @Override
    public void closeInbound() {}

    @Override
    public void closeOutbound() {}

    @Override
    public boolean isInboundDone() {
        return false;
    }

    @Override
    public boolean isOutboundDone() {
        return false;
    }

    @Override
    public SSLSession getSession() {
        throw new UnsupportedOperationException("session");
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return new String[0];
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return new String[0];
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {}

    @Override
    public String[] getSupportedProtocols() {
        return new String[0];
    }

    @Override
    public String[] getEnabledProtocols() {
        return new String[0];
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {}

    @Override
    public void setUseClientMode(boolean mode) {}

    @Override
    public boolean getUseClientMode() {
        return true;
    }

    @Override
    public void setNeedClientAuth(boolean need) {}

    @Override
    public boolean getNeedClientAuth() {
        return false;
    }

    @Override
    public void setWantClientAuth(boolean want) {}

    @Override
    public boolean getWantClientAuth() {
        return false;
    }

    @Override
    public void setEnableSessionCreation(boolean flag) {}

    @Override
    public boolean getEnableSessionCreation() {
        return false;
    }
}
