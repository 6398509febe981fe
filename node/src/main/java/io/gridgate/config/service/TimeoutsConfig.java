package io.gridgate.config.service;

import io.gridgate.config.value.GatewayDefaults;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a service may take.
 *
 * <p>Thread-safety: immutable.
 *
 * @param connect until a connection stands, TLS included
 * @param firstByte from the request's end to the first octet of the answer
 * @param idle between two octets of a body, in either direction
 * @param total from the first attempt to the end of the answer; absent: unlimited
 */
public record TimeoutsConfig(Duration connect, Duration firstByte, Duration idle, @Nullable Duration total) {
    public static final TimeoutsConfig DEFAULT = new TimeoutsConfig(GatewayDefaults.CONNECT_TIMEOUT,
            GatewayDefaults.FIRST_BYTE_TIMEOUT, GatewayDefaults.IDLE_TIMEOUT, null);

    /**
     * What a route says otherwise; each absent value is the service's.
     *
     * <p>Thread-safety: immutable.
     */
    public record Overrides(@Nullable Duration connect, @Nullable Duration firstByte, @Nullable Duration idle,
            @Nullable Duration total) {
        public static final Overrides NONE = new Overrides(null, null, null, null);

        /** Returns the time-outs of a route that has these overrides, on a service that has the given ones. */
        public TimeoutsConfig over(TimeoutsConfig service) {
            return new TimeoutsConfig(
                    connect == null ? service.connect : connect,
                    firstByte == null ? service.firstByte : firstByte,
                    idle == null ? service.idle : idle,
                    total == null ? service.total : total);
        }
    }
}
