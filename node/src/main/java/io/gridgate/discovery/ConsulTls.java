package io.gridgate.discovery;

import io.gridgate.config.node.ConsulConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards the Consul agent, from PEM files.
 *
 * <p>Thread-safety: immutable.
 */
record ConsulTls(SSLContext context, X509TrustManager trust) {

    private static final Pattern KEY = Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "EdDSA");
    private static final char[] NO_PASSWORD = new char[0];

    /**
     * Returns the TLS of those files.
     *
     * @throws IOException when a file cannot be read or holds something else, naming it
     */
    static ConsulTls of(ConsulConfig.Tls config) throws IOException {
        try {
            X509TrustManager trust = trust(config.caFile());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(config.clientCertFile(), config.clientKeyFile()), new TrustManager[]{trust}, null);
            return new ConsulTls(context, trust);
        } catch (GeneralSecurityException e) {
            throw new IOException("consul.tls: " + e.getMessage(), e);
        }
    }

    private static X509TrustManager trust(@Nullable Path caFile) throws IOException, GeneralSecurityException {
        KeyStore trusted = null;
        if (caFile != null) {
            trusted = emptyStore();
            for (Certificate certificate : certificates(caFile)) {
                trusted.setCertificateEntry("ca-" + trusted.size(), certificate);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return x509;
            }
        }
        throw new GeneralSecurityException("no X.509 trust manager");
    }

    private static KeyManager @Nullable [] keys(@Nullable Path certFile, @Nullable Path keyFile)
            throws IOException, GeneralSecurityException {
        if (certFile == null || keyFile == null) {
            return null;
        }
        KeyStore own = emptyStore();
        own.setKeyEntry("client", privateKey(keyFile), NO_PASSWORD, certificates(certFile).toArray(Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(own, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static List<Certificate> certificates(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            List<Certificate> certificates = new ArrayList<>(CertificateFactory.getInstance("X.509").generateCertificates(in));
            if (certificates.isEmpty()) {
                throw new IOException(file + " has no certificate");
            }
            return certificates;
        }
    }

    private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
        Matcher key = KEY.matcher(Files.readString(file));
        if (!key.find()) {
            throw new IOException(file + " has no unencrypted private key (expected: PKCS #8, -----BEGIN PRIVATE KEY-----)");
        }
        PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(key.group(1)));
        IOException unknown = new IOException(file + " has a private key of an unknown kind (expected: one of " + KEY_ALGORITHMS + ")");
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException e) {
                unknown.addSuppressed(e);
            }
        }
        throw unknown;
    }
}
