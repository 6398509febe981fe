package io.gridgate.wire;

import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * The TLS towards the instances of a service: the peer's certificate is checked against the authorities and the name.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class ClientTls implements AutoCloseable {

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final SSLContext context;
    private final @Nullable String serverName;
    private final Runnable onClose;

    ClientTls(SSLContext context, @Nullable String serverName, Runnable onClose) {
        this.context = context;
        this.serverName = serverName;
        this.onClose = onClose;
    }

    /** Returns the context itself, for a codec that makes its engines; {@link #configure} must see each of them. */
    public SSLContext context() {
        return context;
    }

    /** Returns the name that the certificate must bear for that host: the configured one, else the host. */
    public String nameFor(String host) {
        return serverName == null ? host : serverName;
    }

    /** Returns an engine for a connection to that host and port, which {@link #configure} has seen. */
    public SSLEngine newEngine(String host, int port) {
        SSLEngine engine = context.createSSLEngine(nameFor(host), port);
        engine.setUseClientMode(true);
        configure(engine, host);
        return engine;
    }

    /** Sets protocols, server name indication and the check of the name (RFC 9110 4.3.4). */
    public void configure(SSLEngine engine, String host) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        String name = nameFor(host);
        if (isDnsName(name)) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        engine.setSSLParameters(parameters);
    }

    /** RFC 6066 3: literal addresses are not sent. */
    private static boolean isDnsName(String name) {
        if (name.isEmpty() || name.indexOf(':') >= 0) {
            return false;
        }
        int last = name.lastIndexOf('.');
        return !name.endsWith(".") && !Character.isDigit(name.charAt(last + 1));
    }

    /** Stops looking at the files; connections and later handshakes go on with what was read last. */
    @Override
    public void close() {
        onClose.run();
    }

    /**
     * What the TLS towards a service is made of.
     *
     * @param serverName the name to ask for and to check; null: the instance's host
     * @param caFile PEM authorities; null: the system's
     * @param certificate shown to instances that ask for one; null: none
     *
     * <p>Thread-safety: immutable.
     */
    public record Spec(@Nullable String serverName, @Nullable Path caFile, @Nullable CertificateFiles certificate) {}
}
