package io.gridgate.cli.client;

import java.net.URI;
import java.net.URISyntaxException;
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
public record AdminAddress(URI url, @Nullable Path tokenFile, @Nullable Path caFile) {

    /**
     * Returns the URL of that text.
     *
     * @throws IllegalArgumentException if it is none that an admin listener may have; the message is for the person who typed it
     */
    public static URI url(String text) {
        try {
            URI url = new URI(text);
            boolean known = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            boolean more = url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null;
            if (known && url.getHost() != null && !more && (url.getRawPath().isEmpty() || url.getRawPath().equals("/"))) {
                return url;
            }
        } catch (URISyntaxException e) {
            // said below, as of all that is no such URL
        }
        throw new IllegalArgumentException("'" + text + "' is not a URL such as http://127.0.0.1:9080");
    }
}
