package io.gridgate.wire;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * A certificate chain with its private key, and the names it is for.
 *
 * @param names DNS names in lower case, {@code *.} kept
 *
 * <p>Thread-safety: immutable; the array is never changed.
 */
record Identity(X509Certificate[] chain, PrivateKey key, List<String> names) {

    private static final int DNS_NAME = 2;
    private static final byte[] PROBE = {1, 2, 3, 4};

    static Identity read(PemFile certificates, PemFile key, Path certFile, Path keyFile) throws TlsFileException {
        X509Certificate[] chain = certificates.certificates().toArray(new X509Certificate[0]);
        PrivateKey privateKey = key.privateKey();
        if (!belongTogether(chain[0], privateKey)) {
            throw new TlsFileException(keyFile, "is not the key of the certificate in " + certFile);
        }
        return new Identity(chain, privateKey, names(chain[0], certFile));
    }

    /** Returns whether the key is of that type, as JSSE names them: {@code RSA}, {@code RSASSA-PSS}, {@code EC}, {@code EdDSA}. */
    boolean hasType(String keyType) {
        String algorithm = key.getAlgorithm();
        return algorithm.equals(keyType) || algorithm.equals("EC") && keyType.startsWith("EC")
                || algorithm.equals("RSA") && keyType.startsWith("RSA") || algorithm.startsWith("Ed") && keyType.startsWith("Ed");
    }

    /** Returns whether the certificate names that host, in lower case (RFC 9525 6.3: a wildcard is one whole label). */
    boolean covers(String host) {
        int dot = host.indexOf('.');
        String wildcard = dot < 0 ? host : "*" + host.substring(dot);
        return names.contains(host) || names.contains(wildcard);
    }

    private static List<String> names(X509Certificate certificate, Path file) throws TlsFileException {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> alternative : alternatives) {
                    if (alternative.get(0) instanceof Integer type && type == DNS_NAME && alternative.get(1) instanceof String name) {
                        names.add(name.toLowerCase(Locale.ROOT));
                    }
                }
            }
        } catch (CertificateParsingException e) {
            throw new TlsFileException(file, "has malformed alternative names: " + e.getMessage(), e);
        }
        return List.copyOf(names);
    }

    private static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "RSASSA-PSS" -> "RSASSA-PSS";
            default -> "EdDSA";
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
