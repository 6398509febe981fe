package io.gridgate.config.gateway;

import java.util.List;

/**
 * Which answers are compressed on their way to the client.
 *
 * <p>Thread-safety: immutable.
 */
public record CompressionConfig(boolean enabled, long minSizeBytes, List<String> contentTypes, List<String> encodings) {
    public CompressionConfig {
        contentTypes = List.copyOf(contentTypes);
        encodings = List.copyOf(encodings);
    }
}
