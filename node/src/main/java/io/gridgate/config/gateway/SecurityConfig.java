package io.gridgate.config.gateway;

import io.gridgate.base.Secret;
import io.gridgate.config.route.AuthMethod;
import io.gridgate.config.route.PathPattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may use the gateway, and how a client proves who it is.
 *
 * <p>Thread-safety: immutable.
 *
 * @param methods a request has to satisfy one of them; empty: no authentication
 */
public record SecurityConfig(
        List<AuthMethod> methods,
        @Nullable Authorization authorization,
        @Nullable Jwt jwt,
        @Nullable ApiKey apiKey,
        @Nullable Oauth2 oauth2,
        @Nullable Cors cors) {
    public SecurityConfig {
        methods = List.copyOf(methods);
    }

    /** Access by role; of several policies whose path matches, the most specific one counts. */
    public record Authorization(boolean rbacEnabled, List<Policy> policies) {
        public Authorization {
            policies = List.copyOf(policies);
        }
    }

    /** The roles one of which a principal needs on a path. */
    public record Policy(PathPattern path, List<String> roles) {
        public Policy {
            roles = List.copyOf(roles);
        }
    }

    /** Whose signed tokens are believed. */
    public record Jwt(List<Issuer> issuers, String rolesClaim, Duration clockSkew, boolean requireExp) {
        public Jwt {
            issuers = List.copyOf(issuers);
        }
    }

    /** One issuer and where its keys come from: exactly one of {@code jwksUri}, {@code jwksFile}, {@code secret}. */
    public record Issuer(
            String issuer,
            @Nullable String jwksUri,
            @Nullable Path jwksFile,
            @Nullable Secret secret,
            List<String> audiences,
            List<String> algorithms) {
        public Issuer {
            audiences = List.copyOf(audiences);
            algorithms = List.copyOf(algorithms);
        }
    }

    /** Where a request bears its API key. */
    public record ApiKey(String header, @Nullable String query) {}

    /** Whom opaque tokens are asked about (RFC 7662). */
    public record Oauth2(String introspectionUrl, @Nullable String clientId, @Nullable Secret clientSecret, Duration cache) {}

    /** Which pages of other origins may read answers (Fetch standard, CORS protocol). */
    public record Cors(
            List<String> origins,
            List<String> methods,
            List<String> headers,
            List<String> exposedHeaders,
            boolean credentials,
            @Nullable Duration maxAge) {
        public Cors {
            origins = List.copyOf(origins);
            methods = List.copyOf(methods);
            headers = List.copyOf(headers);
            exposedHeaders = List.copyOf(exposedHeaders);
        }
    }
}
