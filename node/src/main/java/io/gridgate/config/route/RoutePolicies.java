package io.gridgate.config.route;

import io.gridgate.config.value.Cidr;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The policies that a route names or sets for itself.
 *
 * <p>Thread-safety: immutable.
 *
 * @param auth absent: the document's {@code security}
 * @param cache the name of a policy under {@code caching}; absent: never cached
 * @param rateLimits names under {@code rate_limits}
 * @param mirror absent: nothing is mirrored
 * @param websocket whether an {@code Upgrade: websocket} is let through
 * @param validate absent: requests are not validated
 * @param ip absent: every client
 * @param waf whether the web application firewall looks at requests
 */
public record RoutePolicies(
        @Nullable RouteAuth auth,
        @Nullable String cache,
        List<String> rateLimits,
        @Nullable Mirror mirror,
        boolean websocket,
        @Nullable Validate validate,
        @Nullable IpAccess ip,
        boolean waf) {
    public static final RoutePolicies NONE = new RoutePolicies(null, null, List.of(), null, false, null, null, false);

    public RoutePolicies {
        rateLimits = List.copyOf(rateLimits);
    }

    /**
     * Who may use the route.
     *
     * @param methods the ways of authentication that are taken; empty together with {@code required} false: {@code auth: none}
     * @param required whether a request without credentials is refused
     */
    public record RouteAuth(List<AuthMethod> methods, boolean required) {
        public static final RouteAuth NONE = new RouteAuth(List.of(), false);

        public RouteAuth {
            methods = List.copyOf(methods);
        }
    }

    /** A service that gets copies of this share of the requests, 0.0 to 1.0. Its answers are dropped. */
    public record Mirror(String service, double share) {}

    /** What a request has to conform to; exactly one is present. */
    public record Validate(@Nullable String bodySchemaFile, @Nullable String openapiFile) {}

    /** The clients that are let in: none of {@code deny} and, unless {@code allow} is empty, one of {@code allow}. */
    public record IpAccess(List<Cidr> allow, List<Cidr> deny) {
        public IpAccess {
            allow = List.copyOf(allow);
            deny = List.copyOf(deny);
        }
    }
}
