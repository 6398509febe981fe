package io.gridgate.wire;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The authorities that a peer's certificate must come from: those of a PEM file, which is read again when it changes, or the
 * system's.
 *
 * <p>Thread-safety: one volatile reference; {@link #refresh} by one thread at a time.
 */
final class TrustStore extends X509ExtendedTrustManager implements ReloadedFiles {

    private final @Nullable Path file;
    private volatile Loaded current;

    private TrustStore(@Nullable Path file, Loaded current) {
        this.file = file;
        this.current = current;
    }

    /** Returns the trust in the authorities of that file, or of the system when it is null. */
    static TrustStore read(@Nullable Path file) throws TlsFileException {
        return new TrustStore(file, load(file));
    }

    @Override
    public boolean refresh() throws TlsFileException {
        if (file == null || PemFile.read(file).text().equals(current.text)) {
            return false;
        }
        current = load(file);
        return true;
    }

    private static Loaded load(@Nullable Path file) throws TlsFileException {
        PemFile pem = file == null ? null : PemFile.read(file);
        try {
            KeyStore store = null;
            if (pem != null) {
                store = KeyStore.getInstance(KeyStore.getDefaultType());
                store.load(null, null);
                List<X509Certificate> authorities = pem.certificates();
                for (int i = 0; i < authorities.size(); i++) {
                    store.setCertificateEntry("ca" + i, authorities.get(i));
                }
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager extended) {
                    return new Loaded(pem == null ? "" : pem.text(), extended);
                }
            }
            throw new IllegalStateException("the JDK has no X.509 trust manager");
        } catch (TlsFileException e) {
            throw e;
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsFileException(file == null ? Path.of("cacerts") : file, "cannot be used: " + e.getMessage(), e);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        current.manager.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        current.manager.checkServerTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
        current.manager.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
        current.manager.checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        current.manager.checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        current.manager.checkServerTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return current.manager.getAcceptedIssuers();
    }

    private record Loaded(String text, X509ExtendedTrustManager manager) {}
}
