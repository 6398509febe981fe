package io.gridgate.config.route;

import io.gridgate.config.value.GatewayDefaults;
import org.jspecify.annotations.Nullable;

/**
 * How a request states the version of the interface it wants.
 *
 * <p>Thread-safety: immutable.
 *
 * @param header the field that is read when {@code by} is {@code HEADER}
 * @param defaultVersion the version of a request that states none; absent: it only meets routes without a version
 */
public record VersioningConfig(By by, String header, @Nullable String defaultVersion) {
    public static final VersioningConfig DEFAULT = new VersioningConfig(By.HEADER, GatewayDefaults.VERSION_HEADER, null);

    /** The part of a request that states its version. */
    public enum By {
        /** A header field whose value is the version. */
        HEADER,
        /** The first segment of the path. */
        PATH,
        /** The {@code Accept} field: {@code application/vnd.example.v2+json} or a parameter {@code version=v2}. */
        ACCEPT
    }
}
