package io.gridgate.wire;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The identities that handshakes choose from, read again from their files when those change.
 *
 * <p>An alias is {@code generation:index}; the generation before the current one stays, so that a handshake that chose its alias
 * before a change can end after it.
 *
 * <p>Thread-safety: one volatile reference; {@link #refresh} by one thread at a time.
 */
final class IdentityStore extends X509ExtendedKeyManager implements ReloadedFiles {

    private final List<CertificateFiles> files;
    private volatile Generation current;

    private IdentityStore(List<CertificateFiles> files, Generation current) {
        this.files = files;
        this.current = current;
    }

    static IdentityStore read(List<CertificateFiles> files) throws TlsFileException {
        List<PemFile> content = content(files);
        return new IdentityStore(List.copyOf(files), new Generation(1, texts(content), identities(files, content), List.of()));
    }

    @Override
    public boolean refresh() throws TlsFileException {
        Generation before = current;
        List<PemFile> content = content(files);
        if (texts(content).equals(before.texts)) {
            return false;
        }
        current = new Generation(before.number + 1, texts(content), identities(files, content), before.identities);
        return true;
    }

    @Override
    public String toString() {
        return files.toString();
    }

    private static List<PemFile> content(List<CertificateFiles> files) throws TlsFileException {
        List<PemFile> content = new ArrayList<>();
        for (CertificateFiles pair : files) {
            content.add(PemFile.read(pair.certFile()));
            content.add(PemFile.read(pair.keyFile()));
        }
        return content;
    }

    private static List<String> texts(List<PemFile> content) {
        return content.stream().map(PemFile::text).toList();
    }

    private static List<Identity> identities(List<CertificateFiles> files, List<PemFile> content) throws TlsFileException {
        List<Identity> identities = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            CertificateFiles pair = files.get(i);
            identities.add(Identity.read(content.get(2 * i), content.get(2 * i + 1), pair.certFile(), pair.keyFile()));
        }
        return List.copyOf(identities);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        Generation generation = current;
        String host = requestedHost(engine);
        int fallback = -1;
        for (int i = 0; i < generation.identities.size(); i++) {
            Identity identity = generation.identities.get(i);
            if (identity.hasType(keyType)) {
                if (host != null && identity.covers(host)) {
                    return generation.alias(i);
                }
                fallback = fallback < 0 ? i : fallback;
            }
        }
        // A name that another identity covers with a key of another type is left to that type.
        boolean elsewhere = host != null && generation.identities.stream().anyMatch(identity -> identity.covers(host));
        return fallback < 0 || elsewhere ? null : generation.alias(fallback);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
        return clientAlias(keyTypes);
    }

    private @Nullable String clientAlias(String[] keyTypes) {
        Generation generation = current;
        for (String keyType : keyTypes) {
            for (int i = 0; i < generation.identities.size(); i++) {
                if (generation.identities.get(i).hasType(keyType)) {
                    return generation.alias(i);
                }
            }
        }
        return null;
    }

    private static @Nullable String requestedHost(SSLEngine engine) {
        if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName().toLowerCase(Locale.ROOT);
                }
            }
        }
        return null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        Identity identity = current.find(alias);
        return identity == null ? null : identity.chain().clone();
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        Identity identity = current.find(alias);
        return identity == null ? null : identity.key();
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return clientAlias(keyTypes);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    private record Generation(int number, List<String> texts, List<Identity> identities, List<Identity> before) {

        String alias(int index) {
            return number + ":" + index;
        }

        @Nullable
        Identity find(String alias) {
            int colon = alias.indexOf(':');
            int of = Integer.parseInt(alias.substring(0, colon));
            int index = Integer.parseInt(alias.substring(colon + 1));
            List<Identity> list = of == number ? identities : of == number - 1 ? before : List.of();
            return index < list.size() ? list.get(index) : null;
        }
    }
}
