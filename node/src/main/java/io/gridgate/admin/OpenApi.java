package io.gridgate.admin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The description of the API by itself, OpenAPI 3.1, a resource beside this class.
 *
 * <p>Thread-safety: stateless.
 */
final class OpenApi {

    private static final String RESOURCE = "openapi.json";

    private OpenApi() {}

    /** Returns the description as JSON. */
    static String text() {
        try (InputStream in = OpenApi.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + ": missing (expected: beside " + OpenApi.class.getName() + ")");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
