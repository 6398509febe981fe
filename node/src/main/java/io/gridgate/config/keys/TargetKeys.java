package io.gridgate.config.keys;

import static io.gridgate.config.shape.Quantities.integer;
import static io.gridgate.config.shape.Scalars.anyText;
import static io.gridgate.config.shape.Scalars.oneOf;
import static io.gridgate.config.shape.Scalars.template;
import static io.gridgate.config.shape.Shapes.listOrMap;
import static io.gridgate.config.shape.Shapes.named;
import static io.gridgate.config.shape.Shapes.someOf;
import static io.gridgate.config.shape.Shapes.use;

import io.gridgate.base.Template;
import io.gridgate.config.route.RouteConfig;
import io.gridgate.config.route.RouteTarget;
import io.gridgate.config.route.RouteTarget.Redirect;
import io.gridgate.config.route.RouteTarget.Respond;
import io.gridgate.config.route.RouteTarget.Split;
import io.gridgate.config.route.RouteTarget.WeightedService;
import io.gridgate.config.shape.Key;
import io.gridgate.config.shape.MapShape;
import io.gridgate.config.shape.Reading;
import io.gridgate.config.shape.Shape;
import io.gridgate.config.shape.Shapes;
import io.gridgate.config.shape.Values;
import io.gridgate.config.value.GatewayDefaults;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys that say what a route does with a request: service, split, redirect, respond.
 *
 * <p>Thread-safety: immutable.
 */
final class TargetKeys {

    /** What names a service in a document. */
    static final String SERVICE_KIND = "service";

    private static final Set<String> FRAMING = Set.of("connection", "content-length", "transfer-encoding", "keep-alive", "upgrade", "te",
            "trailer");

    private TargetKeys() {}

    private static final Key<WeightedService, String> PART_SERVICE = Key
            .<WeightedService, String>of("service", use(SERVICE_KIND), WeightedService::service, "the service").required();
    private static final Key<WeightedService, Integer> PART_WEIGHT = Key.<WeightedService, Integer>of("weight",
            integer(0, GatewayDefaults.SPLIT_WEIGHT_MAX), WeightedService::weight, "its share beside the others; 0 = nothing").required();
    private static final Shape<List<WeightedService>> PARTS = someOf(MapShape.of("weighted_service", "One service of a split.",
            List.of(PART_SERVICE, PART_WEIGHT), v -> new WeightedService(v.get(PART_SERVICE), v.get(PART_WEIGHT))))
            .then(TargetKeys::checkParts);

    private static void checkParts(List<WeightedService> parts, String path, Reading reading) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < parts.size(); i++) {
            if (!names.add(parts.get(i).service())) {
                reading.error(path + "[" + i + "].service", "service \"" + parts.get(i).service() + "\" stands in the split twice");
            }
        }
        if (!parts.isEmpty() && parts.stream().allMatch(part -> part.weight() == 0)) {
            reading.error(path, "every weight is 0 (expected: at least one above)");
        }
    }

    private static final Key<Split, Template> SPLIT_KEY = Key.of("key", template(), Split::key,
            "requests of one value keep going to one service");
    private static final Key<Split, List<WeightedService>> SPLIT_TO = Key
            .<Split, List<WeightedService>>of("to", PARTS, Split::services, "the services").required();
    private static final MapShape<Split> SPLIT_MAP = MapShape.of("sticky_split", "Several services by weight, chosen by a key.",
            List.of(SPLIT_KEY, SPLIT_TO),
            v -> new Split(v.find(SPLIT_KEY), v.get(SPLIT_TO)));
    private static final Shape<Split> SPLIT = listOrMap(Shapes.map(PARTS, parts -> new Split(null, parts), Split::services), SPLIT_MAP,
            split -> split.key() == null);

    private static final Key<Redirect, Integer> REDIRECT_STATUS = Key.<Redirect, Integer>of("status",
            oneOf(statuses(301, 302, 303, 307, 308)), Redirect::status, "the status of the answer").orElse(GatewayDefaults.REDIRECT_STATUS);
    private static final Key<Redirect, Template> REDIRECT_TO = Key
            .<Redirect, Template>of("to", template().then(TargetKeys::checkLocation), Redirect::to, "the template of Location").required();
    private static final MapShape<Redirect> REDIRECT = MapShape.of("redirect", "An answer that sends the client elsewhere.",
            List.of(REDIRECT_STATUS, REDIRECT_TO), v -> new Redirect(v.get(REDIRECT_STATUS), v.get(REDIRECT_TO)));

    private static Map<String, Integer> statuses(int... statuses) {
        Map<String, Integer> byWord = new LinkedHashMap<>();
        for (int status : statuses) {
            byWord.put(Integer.toString(status), status);
        }
        return byWord;
    }

    private static void checkLocation(Template to, String path, Reading reading) {
        if (to.toString().chars().anyMatch(c -> c <= 0x20 || c >= 0x7F)) {
            reading.error(path, "\"" + to + "\" has a space or a character beyond ASCII, which no URL has");
        }
    }

    private static final Key<Respond, Integer> RESPOND_STATUS = Key
            .<Respond, Integer>of("status", integer(200, 599), Respond::status, "the status of the answer")
            .orElse(GatewayDefaults.RESPOND_STATUS);
    private static final Key<Respond, Map<String, String>> RESPOND_HEADERS = Key.<Respond, Map<String, String>>of("headers",
            named("NAME", Words.HEADER_AS_WRITTEN, Words.HEADER_VALUE).then(TargetKeys::checkHeaders), Respond::headers,
            "its header fields").orElse(Map.of());
    private static final Key<Respond, String> RESPOND_BODY = Key
            .<Respond, String>of("body", anyText(), Respond::body, "its body, sent as UTF-8").orElse("");
    private static final MapShape<Respond> RESPOND = MapShape.checked("respond", "An answer that the gateway gives by itself.",
            List.of(RESPOND_STATUS, RESPOND_HEADERS, RESPOND_BODY), TargetKeys::respond);

    private static void checkHeaders(Map<String, String> headers, String path, Reading reading) {
        Set<String> names = new HashSet<>();
        headers.keySet().forEach(name -> {
            String lower = name.toLowerCase(java.util.Locale.ROOT);
            if (FRAMING.contains(lower)) {
                reading.error(Reading.child(path, name), name + " is set by the gateway itself");
            }
            if (!names.add(lower)) {
                reading.error(Reading.child(path, name), "\"" + name + "\" stands here twice");
            }
        });
    }

    private static Respond respond(Values v, String path, Reading reading) {
        int status = v.get(RESPOND_STATUS);
        if ((status == 204 || status == 304) && !v.get(RESPOND_BODY).isEmpty()) {
            reading.error(path + ".body", "an answer with status " + status + " has no body");
        }
        return new Respond(status, v.get(RESPOND_HEADERS), v.get(RESPOND_BODY));
    }

    static final Key<RouteConfig, String> TO_SERVICE = Key.of("service", use(SERVICE_KIND),
            r -> r.target() instanceof RouteTarget.ToService to ? to.service() : null, "the service that requests go to");
    static final Key<RouteConfig, Split> TO_SPLIT = Key.of("split", SPLIT, r -> r.target() instanceof Split split ? split : null,
            "several services by weight: a list of {service, weight}, or {key, to: [...]}");
    static final Key<RouteConfig, Redirect> TO_REDIRECT = Key.of("redirect", REDIRECT, r -> r.target() instanceof Redirect to ? to : null,
            "an answer that sends the client elsewhere");
    static final Key<RouteConfig, Respond> TO_RESPOND = Key.of("respond", RESPOND, r -> r.target() instanceof Respond to ? to : null,
            "an answer that the gateway gives by itself");

    private static final List<Key<RouteConfig, ?>> TARGETS = List.of(TO_SERVICE, TO_SPLIT, TO_REDIRECT, TO_RESPOND);
    private static final List<String> NAMES = List.of("service", "split", "redirect", "respond");

    /** Returns what the route does; null after a problem was added. */
    static @Nullable RouteTarget target(Values v, String path, Reading reading) {
        List<String> given = given(v);
        for (String other : given.subList(Math.min(1, given.size()), given.size())) {
            reading.error(path + "." + other,
                    other + " contradicts " + given.getFirst() + " at " + reading.markOf(path + "." + given.getFirst()));
        }
        if (given.isEmpty()) {
            if (NAMES.stream().noneMatch(name -> reading.hasErrorBelow(path + "." + name))) {
                reading.error(path, "a route without a target (expected: one of service, split, redirect, respond)");
            }
            return null;
        }
        return switch (given.getFirst()) {
            case "service" -> new RouteTarget.ToService(v.get(TO_SERVICE));
            case "split" -> v.get(TO_SPLIT);
            case "redirect" -> v.get(TO_REDIRECT);
            default -> v.get(TO_RESPOND);
        };
    }

    private static List<String> given(Values v) {
        List<String> given = new ArrayList<>(1);
        for (int i = 0; i < NAMES.size(); i++) {
            if (v.has(TARGETS.get(i))) {
                given.add(NAMES.get(i));
            }
        }
        return given;
    }
}
