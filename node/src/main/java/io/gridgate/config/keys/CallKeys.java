package io.gridgate.config.keys;

import static io.gridgate.config.shape.Quantities.duration;
import static io.gridgate.config.shape.Quantities.integer;
import static io.gridgate.config.shape.Quantities.percent;
import static io.gridgate.config.shape.Shapes.set;

import io.gridgate.config.service.RetriesConfig;
import io.gridgate.config.service.RetryOn;
import io.gridgate.config.service.TimeoutsConfig;
import io.gridgate.config.shape.Key;
import io.gridgate.config.shape.MapShape;
import io.gridgate.config.shape.ScalarShape;
import io.gridgate.config.shape.Scalars;
import io.gridgate.config.shape.Shape;
import io.gridgate.config.shape.Shapes;
import io.gridgate.config.value.GatewayDefaults;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The keys that a service has and a route may say otherwise: time-outs and retries.
 *
 * <p>Thread-safety: immutable.
 */
final class CallKeys {

    private static final int ATTEMPTS_MAX = 10;
    private static final String CONNECT_MEANING = "until a connection stands, TLS included";
    private static final String FIRST_BYTE_MEANING = "from the request's end to the answer's first byte";
    private static final String IDLE_MEANING = "between two bytes of a body";
    private static final String TOTAL_MEANING = "from the first attempt to the answer's end";
    private static final String ATTEMPTS_MEANING = "tries after the first, on another instance where there is one; 0 = none";
    private static final String ON_MEANING = "the failures after which it is tried again: connect_failure, reset, statuses";
    private static final String METHODS_MEANING = "the methods whose requests are sent again";
    private static final String BUDGET_MEANING = "retries as a share of the node's requests of the last 10 s, at least 10 a second";

    private CallKeys() {}

    private static final Key<TimeoutsConfig, Duration> CONNECT = Key
            .<TimeoutsConfig, Duration>of("connect", duration(), TimeoutsConfig::connect, CONNECT_MEANING)
            .orElse(GatewayDefaults.CONNECT_TIMEOUT);
    private static final Key<TimeoutsConfig, Duration> FIRST_BYTE = Key
            .<TimeoutsConfig, Duration>of("first_byte", duration(), TimeoutsConfig::firstByte, FIRST_BYTE_MEANING)
            .orElse(GatewayDefaults.FIRST_BYTE_TIMEOUT);
    private static final Key<TimeoutsConfig, Duration> IDLE = Key
            .<TimeoutsConfig, Duration>of("idle", duration(), TimeoutsConfig::idle, IDLE_MEANING).orElse(GatewayDefaults.IDLE_TIMEOUT);
    private static final Key<TimeoutsConfig, Duration> TOTAL = Key.of("total", duration(), TimeoutsConfig::total,
            TOTAL_MEANING + "; absent: unlimited");

    static final MapShape<TimeoutsConfig> TIMEOUTS = MapShape.of("timeouts", "How long a service may take.",
            List.of(CONNECT, FIRST_BYTE, IDLE, TOTAL),
            v -> new TimeoutsConfig(v.get(CONNECT), v.get(FIRST_BYTE), v.get(IDLE), v.find(TOTAL)));

    private static final Key<TimeoutsConfig.Overrides, Duration> OWN_CONNECT = Key.of("connect", duration(),
            TimeoutsConfig.Overrides::connect, CONNECT_MEANING);
    private static final Key<TimeoutsConfig.Overrides, Duration> OWN_FIRST_BYTE = Key.of("first_byte", duration(),
            TimeoutsConfig.Overrides::firstByte, FIRST_BYTE_MEANING);
    private static final Key<TimeoutsConfig.Overrides, Duration> OWN_IDLE = Key.of("idle", duration(), TimeoutsConfig.Overrides::idle,
            IDLE_MEANING);
    private static final Key<TimeoutsConfig.Overrides, Duration> OWN_TOTAL = Key.of("total", duration(), TimeoutsConfig.Overrides::total,
            TOTAL_MEANING);

    static final MapShape<TimeoutsConfig.Overrides> OWN_TIMEOUTS = MapShape.of("route_timeouts",
            "Time-outs that a route has instead of its service's.",
            List.of(OWN_CONNECT, OWN_FIRST_BYTE, OWN_IDLE, OWN_TOTAL),
            v -> new TimeoutsConfig.Overrides(v.find(OWN_CONNECT), v.find(OWN_FIRST_BYTE), v.find(OWN_IDLE), v.find(OWN_TOTAL)));

    private static final ScalarShape<String> FAILURE = Scalars.text("connect_failure, reset or a status",
            text -> text.equals("connect_failure") || text.equals("reset") || text.matches("429|408|5[0-9][0-9]"),
            "connect_failure, reset, 408, 429 or a status 500-599");
    private static final Shape<RetryOn> RETRY_ON = Shapes.map(set(FAILURE, 0), CallKeys::retryOn, CallKeys::words);

    private static RetryOn retryOn(Set<String> words) {
        Set<Integer> statuses = new TreeSet<>();
        words.stream().filter(word -> Character.isDigit(word.charAt(0))).map(Integer::valueOf).forEach(statuses::add);
        return new RetryOn(words.contains("connect_failure"), words.contains("reset"), statuses);
    }

    private static Set<String> words(RetryOn on) {
        Set<String> words = new LinkedHashSet<>();
        if (on.connectFailure()) {
            words.add("connect_failure");
        }
        if (on.reset()) {
            words.add("reset");
        }
        on.statuses().forEach(status -> words.add(status.toString()));
        return words;
    }

    private static final Key<RetriesConfig, Integer> ATTEMPTS = Key.<RetriesConfig, Integer>of("attempts", integer(0, ATTEMPTS_MAX),
            RetriesConfig::attempts, ATTEMPTS_MEANING).orElse(GatewayDefaults.RETRY_ATTEMPTS);
    private static final Key<RetriesConfig, RetryOn> ON = Key.<RetriesConfig, RetryOn>of("on", RETRY_ON, RetriesConfig::on, ON_MEANING)
            .orElse(RetryOn.DEFAULT);
    private static final Key<RetriesConfig, Set<String>> METHODS = Key.<RetriesConfig, Set<String>>of("methods", set(Words.METHOD, 1),
            RetriesConfig::methods, METHODS_MEANING).orElse(GatewayDefaults.RETRY_METHODS);
    private static final Key<RetriesConfig, Double> BUDGET = Key
            .<RetriesConfig, Double>of("budget", percent(), RetriesConfig::budget, BUDGET_MEANING)
            .orElse(GatewayDefaults.RETRY_BUDGET);

    static final MapShape<RetriesConfig> RETRIES = MapShape.of("retries", "When a failed attempt is made again.",
            List.of(ATTEMPTS, ON, METHODS, BUDGET), v -> new RetriesConfig(v.get(ATTEMPTS), v.get(ON), v.get(METHODS), v.get(BUDGET)));

    private static final Key<RetriesConfig.Overrides, Integer> OWN_ATTEMPTS = Key.of("attempts", integer(0, ATTEMPTS_MAX),
            RetriesConfig.Overrides::attempts, ATTEMPTS_MEANING);
    private static final Key<RetriesConfig.Overrides, RetryOn> OWN_ON = Key.of("on", RETRY_ON, RetriesConfig.Overrides::on, ON_MEANING);
    private static final Key<RetriesConfig.Overrides, Set<String>> OWN_METHODS = Key.of("methods", set(Words.METHOD, 1),
            RetriesConfig.Overrides::methods, METHODS_MEANING);
    private static final Key<RetriesConfig.Overrides, Double> OWN_BUDGET = Key.of("budget", percent(), RetriesConfig.Overrides::budget,
            BUDGET_MEANING);

    static final MapShape<RetriesConfig.Overrides> OWN_RETRIES = MapShape.of("route_retries",
            "Retries that a route has instead of its service's.",
            List.of(OWN_ATTEMPTS, OWN_ON, OWN_METHODS, OWN_BUDGET),
            v -> new RetriesConfig.Overrides(v.find(OWN_ATTEMPTS), v.find(OWN_ON), v.find(OWN_METHODS), v.find(OWN_BUDGET)));
}
