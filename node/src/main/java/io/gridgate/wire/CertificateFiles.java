package io.gridgate.wire;

import java.nio.file.Path;

/**
 * A PEM certificate chain, the leaf first, and its PKCS#8 private key.
 *
 * <p>Thread-safety: immutable.
 */
public record CertificateFiles(Path certFile, Path keyFile) {}
