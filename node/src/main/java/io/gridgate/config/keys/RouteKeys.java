package io.gridgate.config.keys;

import static io.gridgate.config.shape.Quantities.percentNumber;
import static io.gridgate.config.shape.Quantities.size;
import static io.gridgate.config.shape.Scalars.bool;
import static io.gridgate.config.shape.Scalars.cidr;
import static io.gridgate.config.shape.Scalars.oneOf;
import static io.gridgate.config.shape.Scalars.text;
import static io.gridgate.config.shape.Shapes.distinct;
import static io.gridgate.config.shape.Shapes.forms;
import static io.gridgate.config.shape.Shapes.oneOrMore;
import static io.gridgate.config.shape.Shapes.use;

import io.gridgate.base.Template;
import io.gridgate.config.route.AuthMethod;
import io.gridgate.config.route.RouteConfig;
import io.gridgate.config.route.RouteMatch;
import io.gridgate.config.route.RoutePolicies;
import io.gridgate.config.route.RoutePolicies.IpAccess;
import io.gridgate.config.route.RoutePolicies.Mirror;
import io.gridgate.config.route.RoutePolicies.RouteAuth;
import io.gridgate.config.route.RoutePolicies.Validate;
import io.gridgate.config.route.RouteTarget;
import io.gridgate.config.route.RouteTransforms;
import io.gridgate.config.service.RetriesConfig;
import io.gridgate.config.service.TimeoutsConfig;
import io.gridgate.config.shape.Key;
import io.gridgate.config.shape.MapShape;
import io.gridgate.config.shape.Reading;
import io.gridgate.config.shape.Shape;
import io.gridgate.config.shape.Values;
import io.gridgate.config.value.Cidr;
import io.gridgate.config.value.GatewayDefaults;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a route.
 *
 * <p>Thread-safety: immutable.
 */
final class RouteKeys {

    static final String ROUTE_KIND = "route";
    static final String CACHE_KIND = "cache policy";
    static final String RATE_LIMIT_KIND = "rate limit";
    private static final String MATCH_KIND = "match";

    private static final long BODY_MAX = 1L << 40;
    private static final int ID_CHARS_MAX = 256;

    private RouteKeys() {}

    private static final Key<RouteConfig, String> ID = Key.of("id",
            text("id", RouteKeys::isId, "printable characters without spaces"),
            RouteConfig::id, "unique; default: the path, with #2, #3 where routes share one");
    private static final Key<RouteConfig, String> STRIP = Key.of("strip_prefix", Words.PATH, RouteConfig::stripPrefix,
            "removed from the start of the forwarded path");
    private static final Key<RouteConfig, Template> REWRITE = Key.of("rewrite", Words.PATH_TEMPLATE, RouteConfig::rewrite,
            "the template of the forwarded path");
    private static final Key<RouteConfig, TimeoutsConfig.Overrides> TIMEOUTS = Key.<RouteConfig, TimeoutsConfig.Overrides>of("timeouts",
            CallKeys.OWN_TIMEOUTS, RouteConfig::timeouts, "instead of the service's").orElse(TimeoutsConfig.Overrides.NONE);
    private static final Key<RouteConfig, RetriesConfig.Overrides> RETRIES = Key.<RouteConfig, RetriesConfig.Overrides>of("retries",
            CallKeys.OWN_RETRIES, RouteConfig::retries, "instead of the service's").orElse(RetriesConfig.Overrides.NONE);

    private static final Key<OptionalLong, Long> BODY = Key.of("body", size(0, BODY_MAX),
            max -> max.isPresent() ? (Long) max.getAsLong() : null,
            "the largest request body; default: the node's limit");
    private static final MapShape<OptionalLong> LIMITS_MAP = MapShape.of("route_limits", "Bounds of a route's requests.", List.of(BODY),
            v -> {
                Long max = v.find(BODY);
                return max == null ? OptionalLong.empty() : OptionalLong.of(max);
            });
    private static final Key<RouteConfig, OptionalLong> LIMITS = Key
            .<RouteConfig, OptionalLong>of("limits", LIMITS_MAP, RouteConfig::bodyBytesMax, "bounds of its requests")
            .orElse(OptionalLong.empty());

    private static final Key<RouteAuth, List<AuthMethod>> AUTH_METHODS = Key
            .<RouteAuth, List<AuthMethod>>of("methods", distinct(oneOf(AuthMethod.class)),
                    RouteAuth::methods, "the credentials that are taken")
            .orElse(List.of());
    private static final Key<RouteAuth, Boolean> AUTH_REQUIRED = Key
            .<RouteAuth, Boolean>of("required", bool(), RouteAuth::required, "whether a request without credentials is refused")
            .orElse(true);
    private static final Shape<RouteAuth> AUTH_SHAPE = forms(oneOf(Map.of("none", RouteAuth.NONE)),
            MapShape.of("route_auth", "Who may use the route.",
                    List.of(AUTH_METHODS, AUTH_REQUIRED), v -> new RouteAuth(v.get(AUTH_METHODS), v.get(AUTH_REQUIRED))),
            RouteAuth.NONE::equals);

    private static final Key<Mirror, String> MIRROR_SERVICE = Key
            .<Mirror, String>of("service", use(TargetKeys.SERVICE_KIND), Mirror::service, "the service that gets copies").required();
    private static final Key<Mirror, Double> MIRROR_PERCENT = Key
            .<Mirror, Double>of("percent", percentNumber(), Mirror::share, "the share of requests that is copied")
            .orElse(GatewayDefaults.MIRROR_PERCENT);
    private static final MapShape<Mirror> MIRROR_MAP = MapShape.of("mirror", "A service that gets copies of requests.",
            List.of(MIRROR_SERVICE, MIRROR_PERCENT),
            v -> new Mirror(v.get(MIRROR_SERVICE), v.get(MIRROR_PERCENT)));

    private static final Key<Validate, String> BODY_SCHEMA = Key.of("body_schema", text("file"), Validate::bodySchemaFile,
            "a JSON Schema file");
    private static final Key<Validate, String> OPENAPI = Key.of("openapi", text("file"), Validate::openapiFile, "an OpenAPI file");
    private static final MapShape<Validate> VALIDATE_MAP = MapShape.checked("validate",
            "What a request has to conform to; exactly one key.",
            List.of(BODY_SCHEMA, OPENAPI), (v, path, reading) -> {
                if (v.has(BODY_SCHEMA) == v.has(OPENAPI) && (v.has(OPENAPI) || !reading.hasErrorBelow(path))) {
                    reading.error(path, "exactly one of body_schema, openapi is expected");
                }
                return new Validate(v.find(BODY_SCHEMA), v.find(OPENAPI));
            });

    private static final Key<IpAccess, List<Cidr>> ALLOW = Key.<IpAccess, List<Cidr>>of("allow", distinct(cidr()), IpAccess::allow,
            "networks that are let in; empty: all").orElse(List.of());
    private static final Key<IpAccess, List<Cidr>> DENY = Key.<IpAccess, List<Cidr>>of("deny", distinct(cidr()), IpAccess::deny,
            "networks that are kept out, whatever allow says").orElse(List.of());
    private static final MapShape<IpAccess> IP_MAP = MapShape.of("ip", "Which clients are let in.", List.of(ALLOW, DENY),
            v -> new IpAccess(v.get(ALLOW), v.get(DENY)));

    private static final Key<RouteConfig, RouteAuth> AUTH = Key.<RouteConfig, RouteAuth>of("auth", AUTH_SHAPE, r -> r.policies().auth(),
            "none, or who may use the route; default: the document's security")
            .needs(Feature.AUTHENTICATION, auth -> !auth.equals(RouteAuth.NONE));
    private static final Key<RouteConfig, String> CACHE = Key.<RouteConfig, String>of("cache", use(CACHE_KIND), r -> r.policies().cache(),
            "a policy under caching").needs(Feature.CACHE, name -> true);
    private static final Key<RouteConfig, List<String>> RATE_LIMIT = Key
            .<RouteConfig, List<String>>of("rate_limit", oneOrMore(use(RATE_LIMIT_KIND)),
                    r -> r.policies().rateLimits(), "names under rate_limits")
            .orElse(List.of());
    private static final Key<RouteConfig, Mirror> MIRROR = Key.<RouteConfig, Mirror>of("mirror", MIRROR_MAP, r -> r.policies().mirror(),
            "a service that gets copies of requests").needs(Feature.MIRROR, mirror -> mirror.share() > 0);
    private static final Key<RouteConfig, Boolean> WEBSOCKET = Key
            .<RouteConfig, Boolean>of("websocket", bool(), r -> r.policies().websocket(),
                    "whether an Upgrade to WebSocket is let through")
            .orElse(false).needs(Feature.WEBSOCKET, on -> on);
    private static final Key<RouteConfig, Validate> VALIDATE = Key
            .<RouteConfig, Validate>of("validate", VALIDATE_MAP, r -> r.policies().validate(),
                    "what a request has to conform to")
            .needs(Feature.VALIDATION, validate -> true);
    private static final Key<RouteConfig, IpAccess> IP = Key
            .<RouteConfig, IpAccess>of("ip", IP_MAP, r -> r.policies().ip(), "which clients are let in")
            .needs(Feature.IP_ACCESS, ip -> !ip.allow().isEmpty() || !ip.deny().isEmpty());
    private static final Key<RouteConfig, Boolean> WAF = Key.<RouteConfig, Boolean>of("waf", oneOf(onOff()), r -> r.policies().waf(),
            "whether the web application firewall looks at requests").orElse(false).needs(Feature.WAF, on -> on);

    private static Map<String, Boolean> onOff() {
        Map<String, Boolean> words = new java.util.LinkedHashMap<>();
        words.put("on", true);
        words.put("off", false);
        return words;
    }

    static final MapShape<RouteConfig> ROUTE = MapShape.checked("route", "Which requests go where, and what happens to them on the way.",
            List.of(MatchKeys.ROUTE_PATH, TargetKeys.TO_SERVICE, TargetKeys.TO_SPLIT, TargetKeys.TO_REDIRECT, TargetKeys.TO_RESPOND, ID,
                    MatchKeys.METHODS, MatchKeys.HOSTS, MatchKeys.HEADERS, MatchKeys.QUERY, MatchKeys.VERSION, STRIP, REWRITE, AUTH, CACHE,
                    RATE_LIMIT,
                    TIMEOUTS, RETRIES, TransformKeys.REQUEST, TransformKeys.RESPONSE, MIRROR, WEBSOCKET, TransformKeys.GRPC,
                    TransformKeys.GRAPHQL,
                    VALIDATE, LIMITS, IP, WAF),
            RouteKeys::route);

    private static @Nullable RouteConfig route(Values v, String path, Reading reading) {
        RouteTarget target = TargetKeys.target(v, path, reading);
        OneOf.apart(v, STRIP, REWRITE, "strip_prefix", "rewrite", path, reading);
        OneOf.apart(v, TransformKeys.GRPC, TransformKeys.GRAPHQL, "grpc", "graphql", path, reading);
        boolean answered = target instanceof RouteTarget.Redirect || target instanceof RouteTarget.Respond;
        if (answered && (v.has(STRIP) || v.has(REWRITE))) {
            reading.error(path + (v.has(STRIP) ? ".strip_prefix" : ".rewrite"), "nothing is forwarded by this route");
        }
        RouteMatch match = MatchKeys.match(v);
        String twin = reading.first(MATCH_KIND, MatchKeys.identity(match), path);
        if (twin != null) {
            reading.error(path, "matches exactly the same requests as " + twin + " at " + reading.markOf(twin));
        }
        String id = id(v, match, path, reading);
        if (target == null) {
            return null;
        }
        RoutePolicies policies = new RoutePolicies(v.find(AUTH), v.find(CACHE), v.get(RATE_LIMIT), v.find(MIRROR), v.get(WEBSOCKET),
                v.find(VALIDATE),
                v.find(IP), v.get(WAF));
        RouteTransforms transforms = new RouteTransforms(v.find(TransformKeys.REQUEST), v.find(TransformKeys.RESPONSE),
                v.find(TransformKeys.GRPC),
                v.find(TransformKeys.GRAPHQL));
        // Most routes say nothing of either: one object for all that say nothing.
        return new RouteConfig(id, match, target, v.find(STRIP), v.find(REWRITE), v.get(TIMEOUTS), v.get(RETRIES), v.get(LIMITS),
                policies.equals(RoutePolicies.NONE) ? RoutePolicies.NONE : policies,
                transforms.equals(RouteTransforms.NONE) ? RouteTransforms.NONE : transforms);
    }

    private static String id(Values v, RouteMatch match, String path, Reading reading) {
        String own = v.find(ID);
        if (own != null) {
            reading.define(ROUTE_KIND, own, path + ".id");
            return own;
        }
        return reading.defineFree(ROUTE_KIND, match.path().text(), path);
    }

    private static boolean isId(String text) {
        return !text.isEmpty() && text.length() <= ID_CHARS_MAX && text.chars().allMatch(c -> c >= 0x21 && c <= 0x7E);
    }
}
