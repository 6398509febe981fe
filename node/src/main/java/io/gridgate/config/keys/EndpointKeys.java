package io.gridgate.config.keys;

import static io.gridgate.config.shape.Quantities.duration;
import static io.gridgate.config.shape.Scalars.bool;
import static io.gridgate.config.shape.Scalars.oneOf;
import static io.gridgate.config.shape.Scalars.template;
import static io.gridgate.config.shape.Scalars.text;
import static io.gridgate.config.shape.Shapes.json;
import static io.gridgate.config.shape.Shapes.named;
import static io.gridgate.config.shape.Shapes.someOf;
import static io.gridgate.config.shape.Shapes.use;

import io.gridgate.base.Template;
import io.gridgate.config.gateway.EndpointConfig;
import io.gridgate.config.gateway.EndpointConfig.Step;
import io.gridgate.config.route.PathPattern;
import io.gridgate.config.shape.Key;
import io.gridgate.config.shape.MapShape;
import io.gridgate.config.shape.Reading;
import io.gridgate.config.shape.ScalarShape;
import io.gridgate.config.shape.Shape;
import io.gridgate.config.shape.Shapes;
import io.gridgate.config.shape.Values;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The keys of aggregating endpoints.
 *
 * <p>Thread-safety: immutable.
 */
final class EndpointKeys {

    private static final int STEPS_MAX = 32;

    private EndpointKeys() {}

    /** What one method of an endpoint does. */
    private record Operation(List<Step> steps, Map<String, String> combine) {}

    private static final Key<Step, String> SERVICE = Key
            .<Step, String>of("service", use(TargetKeys.SERVICE_KIND), Step::service, "the service that is asked").required();
    private static final Key<Step, Template> PATH = Key.<Step, Template>of("path", Words.PATH_TEMPLATE, Step::path,
            "the template of the path; {$1.id} names a result, for which the step waits").required();
    private static final Key<Step, Template> QUERY = Key.of("query", template(), Step::query, "the template of the query");
    private static final Key<Step, Boolean> OPTIONAL = Key
            .<Step, Boolean>of("optional", bool(), Step::optional, "whether its failure leaves the answer whole").orElse(false);
    private static final Key<Step, Duration> TIMEOUT = Key.of("timeout", duration(), Step::timeout, "how long it may take");
    private static final Key<Step, String> FALLBACK = Key.of("fallback", json(), Step::fallbackJson, "what stands for a failed answer");
    private static final Shape<List<Step>> STEPS = someOf(
            MapShape.of("step", "One sub-call.", List.of(SERVICE, PATH, QUERY, OPTIONAL, TIMEOUT, FALLBACK),
                    v -> new Step(v.get(SERVICE), v.get(PATH), v.find(QUERY), v.get(OPTIONAL), v.find(TIMEOUT), v.find(FALLBACK))));

    private static final ScalarShape<String> RESULT = text("result", text -> text.matches("\\$[1-9][0-9]?([.\\[].+)?"),
            "$1, $2 ..., with .member or without");
    private static final Key<Map<String, String>, Map<String, String>> COMBINE = Key
            .<Map<String, String>, Map<String, String>>of("combine", named("MEMBER", text(), RESULT), combine -> combine,
                    "members of the answer, each a result")
            .required();
    private static final MapShape<Map<String, String>> RESPONSE_MAP = MapShape.of("combined_response", "How the answer is made.",
            List.of(COMBINE), v -> v.get(COMBINE));

    private static final Key<Operation, List<Step>> OPERATION_STEPS = Key
            .<Operation, List<Step>>of("steps", STEPS, Operation::steps, "run in parallel unless one names another's result").required();
    private static final Key<Operation, Map<String, String>> RESPONSE = Key
            .<Operation, Map<String, String>>of("response", RESPONSE_MAP, Operation::combine,
                    "how the answer is made; default: a list of all results")
            .orElse(Map.of());
    private static final MapShape<Operation> OPERATION = MapShape.checked("operation", "What one method of an endpoint does.",
            List.of(OPERATION_STEPS, RESPONSE), EndpointKeys::operation);

    private static Operation operation(Values v, String path, Reading reading) {
        List<Step> steps = v.get(OPERATION_STEPS);
        if (steps.size() > STEPS_MAX) {
            reading.error(path + ".steps", steps.size() + " steps (expected: at most " + STEPS_MAX + ")");
        }
        v.get(RESPONSE).forEach((member, result) -> {
            int step = number(result);
            if (step > steps.size() && !reading.hasErrorBelow(path + ".steps")) {
                reading.error(path + ".response.combine." + member, result + ": there are " + steps.size() + " steps");
            }
        });
        return new Operation(steps, v.get(RESPONSE));
    }

    /** Returns the number of the step whose result a text such as {@code $2.items} names. */
    static int number(String result) {
        int end = 1;
        while (end < result.length() && Character.isDigit(result.charAt(end))) {
            end++;
        }
        return end == 1 || end > 5 ? Integer.MAX_VALUE : Integer.parseInt(result.substring(1, end));
    }

    private static final List<String> METHODS = List.of("get", "post", "put", "delete", "patch", "head", "options");

    private static final ScalarShape<String> PATTERN = text("path pattern", text -> PathPattern.parse(text).text().equals(text),
            "a path pattern");

    static final Shape<List<EndpointConfig>> ENDPOINTS = Shapes.map(
            named("PATH", PATTERN, named("METHOD", oneOf(METHODS), OPERATION)).then(EndpointKeys::noteCaptures), EndpointKeys::flat,
            EndpointKeys::nested);

    private static void noteCaptures(Map<String, Map<String, Operation>> endpoints, String path, Reading reading) {
        endpoints.keySet().forEach(pattern -> reading.captures(Reading.child(path, pattern), PathPattern.parse(pattern).captures()));
    }

    private static List<EndpointConfig> flat(Map<String, Map<String, Operation>> endpoints) {
        List<EndpointConfig> flat = new ArrayList<>();
        endpoints.forEach((path, operations) -> operations.forEach((method, operation) -> flat
                .add(new EndpointConfig(PathPattern.parse(path), method.toUpperCase(Locale.ROOT), operation.steps(),
                        operation.combine()))));
        return flat;
    }

    private static Map<String, Map<String, Operation>> nested(List<EndpointConfig> endpoints) {
        Map<String, Map<String, Operation>> nested = new LinkedHashMap<>();
        endpoints.forEach(e -> nested.computeIfAbsent(e.path().text(), path -> new LinkedHashMap<>())
                .put(e.method().toLowerCase(Locale.ROOT), new Operation(e.steps(), e.combine())));
        return nested;
    }
}
