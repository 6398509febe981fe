package io.gridgate.upstream.session;

import io.gridgate.upstream.codec.CodecSession;
import io.gridgate.wire.SocketProcessor;
import java.nio.channels.ByteChannel;
import java.util.concurrent.locks.Lock;
import javax.net.ssl.SSLContext;
import org.apache.hc.core5.net.NamedEndpoint;
import org.apache.hc.core5.reactor.IOEventHandler;
import org.apache.hc.core5.reactor.ssl.SSLBufferMode;
import org.apache.hc.core5.reactor.ssl.SSLSessionInitializer;
import org.apache.hc.core5.reactor.ssl.SSLSessionVerifier;
import org.apache.hc.core5.reactor.ssl.TlsDetails;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * What every session answers alike to HttpCore: no lock, since it never leaves its loop; no time-outs, which its owner keeps; no
 * TLS of HttpCore's, which lies below it.
 *
 * <p>Thread-safety: confined to its loop.
 */
abstract class UntimedSession extends SocketProcessor implements CodecSession {

    @Override
    public Lock getLock() {
        return UnheldLock.INSTANCE;
    }

    @Override
    public void upgrade(IOEventHandler handler) {
        throw new UnsupportedOperationException("upgrade");
    }

    @Override
    public ByteChannel channel() {
        return this;
    }

    @Override
    public Timeout getSocketTimeout() {
        return Timeout.DISABLED;
    }

    @Override
    public void setSocketTimeout(Timeout timeout) {
        // Time-outs are the owner's.
    }

    @Override
    public long getLastReadTime() {
        return 0;
    }

    @Override
    public long getLastWriteTime() {
        return 0;
    }

    @Override
    public long getLastEventTime() {
        return 0;
    }

    @Override
    public void updateReadTime() {
        // Time-outs are the owner's.
    }

    @Override
    public void updateWriteTime() {
        // Time-outs are the owner's.
    }

    @Override
    public @Nullable NamedEndpoint getInitialEndpoint() {
        return null;
    }

    @Override
    public void startTls(SSLContext context, NamedEndpoint endpoint, SSLBufferMode mode, SSLSessionInitializer initializer,
            SSLSessionVerifier verifier, Timeout timeout) {
        throw new UnsupportedOperationException("TLS lies below the session");
    }

    @Override
    public @Nullable TlsDetails getTlsDetails() {
        return null;
    }
}
