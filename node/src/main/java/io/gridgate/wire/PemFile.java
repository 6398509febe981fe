package io.gridgate.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The blocks of one PEM file (RFC 7468).
 *
 * <p>Thread-safety: immutable.
 */
final class PemFile {

    private static final int BYTES_MAX = 4 << 20;
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
    private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

    private final Path file;
    private final String text;

    private PemFile(Path file, String text) {
        this.file = file;
        this.text = text;
    }

    static PemFile read(Path file) throws TlsFileException {
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new TlsFileException(file, "is larger than " + BYTES_MAX + " bytes");
            }
            return new PemFile(file, Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException e) {
            throw new TlsFileException(file, "there is no such file", e);
        } catch (TlsFileException e) {
            throw e;
        } catch (IOException e) {
            throw new TlsFileException(file, "cannot be read: " + e.getMessage(), e);
        }
    }

    /** Returns the content, to compare with a later reading. */
    String text() {
        return text;
    }

    /** Returns the certificates in the order of the file, at least one. */
    List<X509Certificate> certificates() throws TlsFileException {
        List<X509Certificate> found = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            if (block.group(1).equals("CERTIFICATE")) {
                found.add(certificate(decode(block.group(2))));
            }
        }
        if (found.isEmpty()) {
            throw new TlsFileException(file, "has no certificate (expected: -----BEGIN CERTIFICATE-----)");
        }
        return found;
    }

    /** Returns the private key, which must be the only one and in PKCS#8. */
    PrivateKey privateKey() throws TlsFileException {
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            String label = block.group(1);
            if (label.equals("PRIVATE KEY")) {
                return privateKey(decode(block.group(2)));
            }
            if (label.endsWith("PRIVATE KEY")) {
                throw new TlsFileException(file, "has a key in another form than PKCS#8, \"" + label
                        + "\" (convert it with: openssl pkcs8 -topk8 -nocrypt)");
            }
        }
        throw new TlsFileException(file, "has no private key (expected: -----BEGIN PRIVATE KEY-----)");
    }

    private X509Certificate certificate(byte[] der) throws TlsFileException {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new TlsFileException(file, "has a malformed certificate: " + e.getMessage(), e);
        }
    }

    private PrivateKey privateKey(byte[] der) throws TlsFileException {
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException e) {
                // A key of another algorithm: the next one may read it.
            } catch (GeneralSecurityException e) {
                throw new TlsFileException(file, "cannot be read: " + e.getMessage(), e);
            }
        }
        throw new TlsFileException(file, "has a private key that is neither RSA, EC nor EdDSA");
    }

    private byte[] decode(String body) throws TlsFileException {
        try {
            return Base64.getMimeDecoder().decode(body);
        } catch (IllegalArgumentException e) {
            throw new TlsFileException(file, "has a block that is not Base64", e);
        }
    }
}
