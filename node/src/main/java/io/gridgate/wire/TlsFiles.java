package io.gridgate.wire;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate and key files of a node: makes the TLS of both sides from them, and reads them again when they change, with no
 * connection lost.
 *
 * <p>A changed file that cannot be used, such as a certificate whose key has not been written yet, is logged and tried again;
 * what was read before stays in use.
 *
 * <p>Thread-safety: thread-safe; one thread of its own reads files.
 */
public final class TlsFiles implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final List<ReloadedFiles> watched = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService poll;

    private TlsFiles(Duration interval) {
        poll = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("gridgate-certificates").factory());
        var _ = poll.scheduleWithFixedDelay(this::refresh, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Returns files that are looked at every two seconds. */
    public static TlsFiles start() {
        return start(INTERVAL);
    }

    /** Returns files that are looked at every {@code interval}. */
    public static TlsFiles start(Duration interval) {
        return new TlsFiles(interval);
    }

    /**
     * Returns the TLS of a listener.
     *
     * @throws TlsFileException when a file cannot be used
     */
    public ServerTls server(ServerTls.Spec spec) throws TlsFileException {
        IdentityStore identities = IdentityStore.read(spec.certificates());
        watched.add(identities);
        TrustStore authorities = null;
        if (spec.clientCaFile() != null) {
            authorities = TrustStore.read(spec.clientCaFile());
            watched.add(authorities);
        }
        return new ServerTls(context(identities, authorities), spec);
    }

    /**
     * Returns the TLS towards a service.
     *
     * @throws TlsFileException when a file cannot be used
     */
    public ClientTls client(ClientTls.Spec spec) throws TlsFileException {
        List<ReloadedFiles> own = new ArrayList<>();
        TrustStore authorities = TrustStore.read(spec.caFile());
        own.add(authorities);
        IdentityStore identity = null;
        if (spec.certificate() != null) {
            identity = IdentityStore.read(List.of(spec.certificate()));
            own.add(identity);
        }
        watched.addAll(own);
        return new ClientTls(context(identity, authorities), spec.serverName(), () -> watched.removeAll(own));
    }

    /** Looks at the files now; returns how many groups of files changed. */
    int refresh() {
        int changed = 0;
        for (ReloadedFiles files : watched) {
            try {
                if (files.refresh()) {
                    changed++;
                    LOG.atInfo().addKeyValue("files", files).log("certificates were read again");
                }
            } catch (TlsFileException e) {
                LOG.atWarn().addKeyValue("problem", e.getMessage()).log("changed certificates cannot be used; the old ones stay");
            }
        }
        return changed;
    }

    private static SSLContext context(@Nullable IdentityStore identities, @Nullable TrustStore authorities) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(identities == null ? new KeyManager[0] : new KeyManager[]{identities},
                    authorities == null ? new TrustManager[0] : new TrustManager[]{authorities}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no TLS", e);
        }
    }

    @Override
    public void close() {
        poll.shutdownNow();
    }
}
