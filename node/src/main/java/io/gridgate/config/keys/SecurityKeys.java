package io.gridgate.config.keys;

import static io.gridgate.config.shape.Quantities.durationOrZero;
import static io.gridgate.config.shape.Scalars.absolutePath;
import static io.gridgate.config.shape.Scalars.bool;
import static io.gridgate.config.shape.Scalars.oneOf;
import static io.gridgate.config.shape.Scalars.secret;
import static io.gridgate.config.shape.Scalars.text;
import static io.gridgate.config.shape.Shapes.distinct;
import static io.gridgate.config.shape.Shapes.list;
import static io.gridgate.config.shape.Shapes.someOf;

import io.gridgate.base.Secret;
import io.gridgate.config.gateway.SecurityConfig;
import io.gridgate.config.gateway.SecurityConfig.ApiKey;
import io.gridgate.config.gateway.SecurityConfig.Authorization;
import io.gridgate.config.gateway.SecurityConfig.Cors;
import io.gridgate.config.gateway.SecurityConfig.Issuer;
import io.gridgate.config.gateway.SecurityConfig.Jwt;
import io.gridgate.config.gateway.SecurityConfig.Oauth2;
import io.gridgate.config.gateway.SecurityConfig.Policy;
import io.gridgate.config.route.AuthMethod;
import io.gridgate.config.route.PathPattern;
import io.gridgate.config.shape.Key;
import io.gridgate.config.shape.MapShape;
import io.gridgate.config.shape.Reading;
import io.gridgate.config.shape.Values;
import io.gridgate.config.value.GatewayDefaults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The keys of {@code security}.
 *
 * <p>Thread-safety: immutable.
 */
final class SecurityKeys {

    private static final List<String> ALGORITHMS = List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
            "EdDSA",
            "HS256", "HS384", "HS512");

    private SecurityKeys() {}

    private static final Key<List<AuthMethod>, List<AuthMethod>> METHODS = Key.<List<AuthMethod>, List<AuthMethod>>of("methods",
            distinct(oneOf(AuthMethod.class)), methods -> methods,
            "a request has to satisfy one of them, except where a route says auth: none").orElse(List.of());
    private static final MapShape<List<AuthMethod>> AUTHENTICATION_MAP = MapShape.of("authentication", "How clients prove who they are.",
            List.of(METHODS), v -> v.get(METHODS));

    private static final Key<Policy, PathPattern> POLICY_PATH = Key
            .<Policy, PathPattern>of("path", MatchKeys.PATH, Policy::path, "where it applies").required();
    private static final Key<Policy, List<String>> ROLES = Key
            .<Policy, List<String>>of("roles", distinct(text()), Policy::roles, "one of them is needed").required();
    private static final MapShape<Policy> POLICY = MapShape.of("policy", "The roles that a path needs.", List.of(POLICY_PATH, ROLES),
            v -> new Policy(v.get(POLICY_PATH), v.get(ROLES)));
    private static final Key<Authorization, Boolean> RBAC = Key
            .<Authorization, Boolean>of("rbac_enabled", bool(), Authorization::rbacEnabled, "whether policies count").orElse(false);
    private static final Key<Authorization, List<Policy>> POLICIES = Key
            .<Authorization, List<Policy>>of("policies", list(POLICY), Authorization::policies,
                    "the most specific path that matches wins")
            .orElse(List.of());
    private static final MapShape<Authorization> AUTHORIZATION_MAP = MapShape.of("authorization", "Access by role.",
            List.of(RBAC, POLICIES),
            v -> new Authorization(v.get(RBAC), v.get(POLICIES)));

    private static final Key<Issuer, String> ISSUER = Key.<Issuer, String>of("issuer", text(), Issuer::issuer, "the claim iss").required();
    private static final Key<Issuer, String> JWKS_URI = Key.of("jwks_uri", Words.URL, Issuer::jwksUri, "where its keys are fetched");
    private static final Key<Issuer, Path> JWKS_FILE = Key.of("jwks_file", absolutePath(), Issuer::jwksFile, "a file with its keys");
    private static final Key<Issuer, Secret> SECRET = Key.of("secret", secret(), Issuer::secret, "the key of HMAC signatures");
    private static final Key<Issuer, List<String>> AUDIENCES = Key
            .<Issuer, List<String>>of("audiences", distinct(text()), Issuer::audiences, "one of them has to be in aud; empty: any")
            .orElse(List.of());
    private static final Key<Issuer, List<String>> SIGNATURES = Key
            .<Issuer, List<String>>of("algorithms", distinct(oneOf(ALGORITHMS)),
                    Issuer::algorithms, "the signatures that are taken")
            .orElse(GatewayDefaults.JWT_ALGORITHMS);
    private static final MapShape<Issuer> ISSUER_MAP = MapShape.checked("issuer", "Whose signed tokens are believed.",
            List.of(ISSUER, JWKS_URI, JWKS_FILE, SECRET, AUDIENCES, SIGNATURES), SecurityKeys::issuer);

    private static Issuer issuer(Values v, String path, Reading reading) {
        int given = OneOf.given(v, List.of(JWKS_URI, JWKS_FILE, SECRET)).size();
        if (given > 1 || (given == 0 && !reading.hasErrorBelow(path))) {
            reading.error(path, "exactly one of jwks_uri, jwks_file, secret is expected");
        }
        return new Issuer(v.get(ISSUER), v.find(JWKS_URI), v.find(JWKS_FILE), v.find(SECRET), v.get(AUDIENCES), v.get(SIGNATURES));
    }

    private static final Key<Jwt, List<Issuer>> ISSUERS = Key
            .<Jwt, List<Issuer>>of("issuers", someOf(ISSUER_MAP), Jwt::issuers, "whose tokens are believed").required();
    private static final Key<Jwt, String> ROLES_CLAIM = Key
            .<Jwt, String>of("roles_claim", text(), Jwt::rolesClaim, "the claim with the roles").orElse(GatewayDefaults.JWT_ROLES_CLAIM);
    private static final Key<Jwt, Duration> SKEW = Key
            .<Jwt, Duration>of("clock_skew", durationOrZero(), Jwt::clockSkew, "how far clocks may differ")
            .orElse(GatewayDefaults.JWT_CLOCK_SKEW);
    private static final Key<Jwt, Boolean> REQUIRE_EXP = Key
            .<Jwt, Boolean>of("require_exp", bool(), Jwt::requireExp, "whether a token has to expire").orElse(true);
    private static final MapShape<Jwt> JWT_MAP = MapShape.of("jwt", "Signed tokens.", List.of(ISSUERS, ROLES_CLAIM, SKEW, REQUIRE_EXP),
            v -> new Jwt(v.get(ISSUERS), v.get(ROLES_CLAIM), v.get(SKEW), v.get(REQUIRE_EXP)));

    private static final Key<ApiKey, String> KEY_HEADER = Key
            .<ApiKey, String>of("header", Words.HEADER_AS_WRITTEN, ApiKey::header, "the field that bears the key")
            .orElse(GatewayDefaults.API_KEY_HEADER);
    private static final Key<ApiKey, String> KEY_QUERY = Key.of("query", text(), ApiKey::query,
            "the parameter that may bear it instead; absent: none");
    private static final MapShape<ApiKey> API_KEY_MAP = MapShape.of("api_key", "Where a request bears its API key.",
            List.of(KEY_HEADER, KEY_QUERY),
            v -> new ApiKey(v.get(KEY_HEADER), v.find(KEY_QUERY)));

    private static final Key<Oauth2, String> INTROSPECTION = Key
            .<Oauth2, String>of("introspection_url", Words.URL, Oauth2::introspectionUrl, "whom tokens are asked about (RFC 7662)")
            .required();
    private static final Key<Oauth2, String> CLIENT_ID = Key.of("client_id", text(), Oauth2::clientId, "the gateway's own name there");
    private static final Key<Oauth2, Secret> CLIENT_SECRET = Key.of("client_secret", secret(), Oauth2::clientSecret,
            "the gateway's own secret there");
    private static final Key<Oauth2, Duration> CACHE = Key
            .<Oauth2, Duration>of("cache", durationOrZero(), Oauth2::cache, "how long an answer counts")
            .orElse(GatewayDefaults.INTROSPECTION_CACHE);
    private static final MapShape<Oauth2> OAUTH2_MAP = MapShape.of("oauth2", "Opaque tokens.",
            List.of(INTROSPECTION, CLIENT_ID, CLIENT_SECRET, CACHE),
            v -> new Oauth2(v.get(INTROSPECTION), v.find(CLIENT_ID), v.find(CLIENT_SECRET), v.get(CACHE)));

    private static final Key<Cors, List<String>> ORIGINS = Key.<Cors, List<String>>of("origins", distinct(text("origin",
            origin -> origin.matches("\\*|https?://[^/?#@ ]+"), "*, or scheme://host with a port or without")), Cors::origins,
            "origins whose pages may read answers").orElse(List.of());
    private static final Key<Cors, List<String>> CORS_METHODS = Key
            .<Cors, List<String>>of("methods", distinct(Words.METHOD), Cors::methods, "methods they may use").orElse(List.of());
    private static final Key<Cors, List<String>> CORS_HEADERS = Key
            .<Cors, List<String>>of("headers", distinct(Words.HEADER_AS_WRITTEN), Cors::headers, "fields they may send").orElse(List.of());
    private static final Key<Cors, List<String>> EXPOSED = Key.<Cors, List<String>>of("exposed_headers", distinct(Words.HEADER_AS_WRITTEN),
            Cors::exposedHeaders, "fields they may read").orElse(List.of());
    private static final Key<Cors, Boolean> CREDENTIALS = Key
            .<Cors, Boolean>of("credentials", bool(), Cors::credentials, "whether cookies are sent").orElse(false);
    private static final Key<Cors, Duration> MAX_AGE = Key.of("max_age", durationOrZero(), Cors::maxAge, "how long a preflight counts");
    private static final MapShape<Cors> CORS_MAP = MapShape.checked("cors", "Which pages of other origins may read answers.",
            List.of(ORIGINS, CORS_METHODS, CORS_HEADERS, EXPOSED, CREDENTIALS, MAX_AGE), SecurityKeys::cors);

    private static Cors cors(Values v, String path, Reading reading) {
        if (v.get(CREDENTIALS) && v.get(ORIGINS).contains("*")) {
            reading.error(path + ".credentials", "credentials for every origin (\"*\") let any page act as its reader");
        }
        return new Cors(v.get(ORIGINS), v.get(CORS_METHODS), v.get(CORS_HEADERS), v.get(EXPOSED), v.get(CREDENTIALS), v.find(MAX_AGE));
    }

    private static final Key<SecurityConfig, List<AuthMethod>> AUTHENTICATION = Key.<SecurityConfig, List<AuthMethod>>of("authentication",
            AUTHENTICATION_MAP, SecurityConfig::methods, "how clients prove who they are").orElse(List.of());
    private static final Key<SecurityConfig, Authorization> AUTHORIZATION = Key.of("authorization", AUTHORIZATION_MAP,
            SecurityConfig::authorization, "access by role");
    private static final Key<SecurityConfig, Jwt> JWT = Key.of("jwt", JWT_MAP, SecurityConfig::jwt, "the settings of method jwt");
    private static final Key<SecurityConfig, ApiKey> API_KEY = Key.of("api_key", API_KEY_MAP, SecurityConfig::apiKey,
            "the settings of method api_key");
    private static final Key<SecurityConfig, Oauth2> OAUTH2 = Key.of("oauth2", OAUTH2_MAP, SecurityConfig::oauth2,
            "the settings of method oauth2");
    private static final Key<SecurityConfig, Cors> CORS = Key.of("cors", CORS_MAP, SecurityConfig::cors, "pages of other origins");

    static final MapShape<SecurityConfig> SECURITY = MapShape.checked("security", "Who may use the gateway.",
            List.of(AUTHENTICATION, AUTHORIZATION, JWT, API_KEY, OAUTH2, CORS), SecurityKeys::security);

    private static SecurityConfig security(Values v, String path, Reading reading) {
        SecurityConfig security = new SecurityConfig(v.get(AUTHENTICATION), v.find(AUTHORIZATION), v.find(JWT), v.find(API_KEY),
                v.find(OAUTH2), v.find(CORS));
        for (AuthMethod method : security.methods()) {
            if (!hasSettings(security, method)) {
                String name = method.name().toLowerCase(java.util.Locale.ROOT);
                reading.warning(path + ".authentication.methods[" + security.methods().indexOf(method) + "]",
                        "there is no security." + name + ": every credential of this kind is refused");
            }
        }
        return security;
    }

    private static boolean hasSettings(SecurityConfig security, AuthMethod method) {
        return switch (method) {
            case JWT -> security.jwt() != null;
            case API_KEY -> security.apiKey() != null;
            case OAUTH2 -> security.oauth2() != null;
        };
    }

    /** Returns whether the section asks for anything. */
    static boolean asks(SecurityConfig security) {
        Authorization authorization = security.authorization();
        return !security.methods().isEmpty() || (authorization != null && authorization.rbacEnabled()) || security.cors() != null;
    }
}
