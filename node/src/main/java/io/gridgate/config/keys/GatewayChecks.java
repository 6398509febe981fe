package io.gridgate.config.keys;

import io.gridgate.base.Nearest;
import io.gridgate.base.Template;
import io.gridgate.config.gateway.CachePolicyConfig;
import io.gridgate.config.gateway.GatewayDocument;
import io.gridgate.config.gateway.RateLimitConfig;
import io.gridgate.config.route.PathPattern;
import io.gridgate.config.route.RouteConfig;
import io.gridgate.config.route.RouteTarget;
import io.gridgate.config.service.ServiceConfig;
import io.gridgate.config.shape.Reading;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The checks across keys of a gateway document: names that are used and defined, variables that a place can have, routes nothing reaches.
 *
 * <p>Thread-safety: confined to one read.
 */
final class GatewayChecks {

    /** Variables that every exchange has. */
    private static final List<String> ALWAYS = List.of("client_ip", "user", "api_key", "plan", "endpoint", "method", "host", "path",
            "correlation_id");
    private static final String ID_KEY = ".id";
    private static final Predicate<String> PLAIN_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*").asMatchPredicate();
    private static final List<String> PREFIXES = List.of("query.", "header.", "cookie.", "claim.");

    private final GatewayDocument document;
    private final Reading reading;
    /** What templates outside routes may name. What no route captures is an error at the template, else at the route that lacks it. */
    private final Set<String> capturedAnywhere;

    GatewayChecks(GatewayDocument document, Reading reading) {
        this.document = document;
        this.reading = reading;
        this.capturedAnywhere = capturedAnywhere(document);
    }

    void run() {
        reading.uses().forEach(this::checkName);
        checkCaptures();
        if (!reading.keepsReferences()) {
            reading.templates().forEach(this::checkTemplate);
            checkRoutePolicies();
        }
        checkHealthPath();
        checkUnusedLimits();
    }

    /**
     * A name has to be defined. One exception, so that a document of routes alone can stand (another document brings the services): where no
     * service is defined at all, naming one is a warning, and the route answers NO_INSTANCES.
     */
    private void checkName(Reading.NameUse use) {
        Map<String, String> defined = reading.defined(use.kind());
        if (defined.containsKey(use.name())) {
            return;
        }
        String message = "no " + use.kind() + " \"" + use.name() + "\"";
        if (use.kind().equals(TargetKeys.SERVICE_KIND) && defined.isEmpty()) {
            reading.warning(use.path(), message + " is defined in this document; requests to it are answered 503 NO_INSTANCES");
        } else {
            reading.error(use.path(), message + Nearest.hint(use.name(), defined.keySet()));
        }
    }

    private void checkCaptures() {
        reading.captures().forEach((path, names) -> names.forEach(name -> checkCapture(path, name)));
    }

    private void checkCapture(String path, String name) {
        if (ALWAYS.contains(name)) {
            reading.warning(path.startsWith("endpoints") ? path : path + ".path",
                    "captures \"" + name + "\", which hides the variable {" + name + "}");
        }
    }

    private void checkTemplate(Reading.TemplateUse use) {
        if (use.template().isConstant()) {
            return;
        }
        String scope = scope(use.path());
        Set<String> captured = new LinkedHashSet<>(reading.captures().getOrDefault(scope, List.of()));
        boolean step = scope.startsWith("endpoints");
        if (use.path().startsWith("routes[") && !reading.captures().containsKey(scope)) {
            return;
        }
        if (!use.path().startsWith("routes[") && !step) {
            captured.addAll(capturedAnywhere);
        }
        checkVariables(use.template(), use.path(), captured, name -> step && name.startsWith("$"));
    }

    /** Returns the path that was given captures and that the given one lies below, or the empty text. */
    private String scope(String path) {
        String at = path;
        while (!at.isEmpty() && !reading.captures().containsKey(at)) {
            at = at.substring(0, Math.max(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['))));
        }
        return at;
    }

    private static Set<String> capturedAnywhere(GatewayDocument document) {
        Set<String> captured = new LinkedHashSet<>();
        for (RouteConfig route : document.routes()) {
            captured.addAll(route.match().path().captures());
        }
        document.endpoints().forEach(endpoint -> captured.addAll(endpoint.path().captures()));
        return captured;
    }

    private void checkVariables(Template template, String path, Set<String> captured, Predicate<String> alsoKnown) {
        boolean policy = !path.startsWith("routes[");
        for (String name : new LinkedHashSet<>(template.names())) {
            boolean prefixed = PREFIXES.stream().anyMatch(prefix -> name.startsWith(prefix) && name.length() > prefix.length());
            if (ALWAYS.contains(name) || prefixed || captured.contains(name) || alsoKnown.test(name)) {
                continue;
            }
            if (policy && PLAIN_NAME.test(name) && isUnused(path)) {
                continue;
            }
            List<String> known = new ArrayList<>(captured);
            known.addAll(ALWAYS);
            String near = Nearest.hint(name, known);
            reading.error(path, "no variable {" + name + "} here"
                    + (near.isEmpty() ? " (expected: " + braced(known) + ", {query.X}, {header.X}, {cookie.X}, {claim.X})" : near));
        }
    }

    private static String braced(List<String> names) {
        return "{" + String.join("}, {", names) + "}";
    }

    /** Returns whether no route of the document uses what the template belongs to, so that its captures cannot be known. */
    private boolean isUnused(String path) {
        if (path.startsWith("caching.")) {
            return document.routes().stream().noneMatch(route -> path.startsWith("caching." + route.policies().cache() + "."));
        }
        return document.routes().isEmpty() && document.endpoints().isEmpty();
    }

    /** A policy that a route names may only use what that route captures. */
    private void checkRoutePolicies() {
        for (RouteConfig route : document.routes()) {
            String path = pathOf(route);
            CachePolicyConfig policy = route.policies().cache() == null ? null : document.caching().get(route.policies().cache());
            if (policy != null) {
                List<Template> templates = new ArrayList<>(policy.tags());
                if (policy.key() != null) {
                    templates.add(policy.key());
                }
                templates.forEach(
                        template -> checkRouteHas(template, route, path + ".cache", "cache policy \"" + route.policies().cache() + "\""));
            }
            for (RateLimitConfig limit : document.rateLimits()) {
                if (limit.path() == null && route.policies().rateLimits().contains(limit.name())) {
                    checkRouteHas(limit.key(), route, path + ".rate_limit", "rate limit \"" + limit.name() + "\"");
                }
            }
            switch (route.target()) {
                case RouteTarget.ToService(String service) -> checkBalancer(service, route, path + ".service");
                case RouteTarget.Split split -> split.services().forEach(part -> checkBalancer(part.service(), route, path + ".split"));
                case RouteTarget.Redirect _,RouteTarget.Respond _ -> {
                }
            }
        }
    }

    private void checkBalancer(String name, RouteConfig route, String path) {
        ServiceConfig service = document.services().get(name);
        Template key = service == null ? null : service.loadBalancer().key();
        if (key != null) {
            checkRouteHas(key, route, path, "the load balancer of service \"" + name + "\"");
        }
    }

    private String pathOf(RouteConfig route) {
        String defined = reading.defined(RouteKeys.ROUTE_KIND).getOrDefault(route.id(), "");
        return defined.endsWith(ID_KEY) ? defined.substring(0, defined.length() - ID_KEY.length()) : defined;
    }

    private void checkRouteHas(Template template, RouteConfig route, String path, String who) {
        List<String> captures = route.match().path().captures();
        for (String name : new LinkedHashSet<>(template.names())) {
            boolean capture = !ALWAYS.contains(name) && PREFIXES.stream().noneMatch(name::startsWith);
            if (capture && !captures.contains(name) && capturedAnywhere.contains(name)) {
                reading.error(path, who + " names {" + name + "}, which the path " + route.match().path().text() + " does not capture"
                        + Nearest.hint(name, captures));
            }
        }
    }

    /** A limit without a path applies where a route names it. */
    private void checkUnusedLimits() {
        for (RateLimitConfig limit : document.rateLimits()) {
            boolean named = document.routes().stream().anyMatch(route -> route.policies().rateLimits().contains(limit.name()));
            if (limit.path() == null && !named) {
                reading.warning(reading.defined(RouteKeys.RATE_LIMIT_KIND).getOrDefault(limit.name(), ""),
                        "limits nothing: it has no path, and no route names it");
            }
        }
    }

    private void checkHealthPath() {
        String health = document.deployment().healthPath();
        for (RouteConfig route : document.routes()) {
            if (route.match().path() instanceof PathPattern.Exact exact && exact.text().equals(health)) {
                reading.warning(pathOf(route) + ".path",
                        "no request gets here: nodes answer " + health + " themselves (deployment.health_check.path)");
            }
        }
    }
}
