package io.gridgate.wire;

import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * The TLS of a listener.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class ServerTls {

    private final SSLContext context;
    private final Spec spec;

    ServerTls(SSLContext context, Spec spec) {
        this.context = context;
        this.spec = spec;
    }

    /** Returns the engine of a new connection. */
    SSLEngine newEngine() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(spec.protocols().toArray(new String[0]));
        parameters.setUseCipherSuitesOrder(true);
        parameters.setApplicationProtocols(new String[]{"http/1.1"});
        if (spec.clientAuth() == ClientAuth.REQUIRE) {
            parameters.setNeedClientAuth(true);
        } else if (spec.clientAuth() == ClientAuth.WANT) {
            parameters.setWantClientAuth(true);
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** What a listener asks of a client's certificate. */
    public enum ClientAuth {
        NONE,
        WANT,
        REQUIRE
    }

    /**
     * What the TLS of a listener is made of.
     *
     * @param certificates at least one; the first is shown to a client that names no server or an unknown one
     * @param protocols names as Java writes them, {@code TLSv1.2}
     * @param clientCaFile the authorities of client certificates; present unless {@code clientAuth} is {@code NONE}
     *
     * <p>Thread-safety: immutable.
     */
    public record Spec(List<CertificateFiles> certificates, List<String> protocols, ClientAuth clientAuth, @Nullable Path clientCaFile) {

        public Spec {
            certificates = List.copyOf(certificates);
            protocols = List.copyOf(protocols);
            if (certificates.isEmpty()) {
                throw new IllegalArgumentException("certificates: 0 (expected: > 0)");
            }
            if (clientAuth != ClientAuth.NONE && clientCaFile == null) {
                throw new IllegalArgumentException("clientCaFile: null (expected: a file with " + clientAuth + ")");
            }
        }
    }
}
