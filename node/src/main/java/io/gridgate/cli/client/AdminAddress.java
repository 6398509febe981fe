package io.gridgate.cli.client;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How to reach the admin API of a node.
 *
 * @param url {@code http} or {@code https}, host and port
 * @param tokenFile a file with the token alone; null: none is sent
 * @param caFile certificates in PEM that the node's is checked against; null: those of the Java runtime
 *
 * <p>Thread-safety: immutable.
 */
public record AdminAddress(URI url, @Nullable Path tokenFile, @Nullable Path caFile) {}
