package io.gridgate.observe;

import io.gridgate.base.Metrics;
import io.gridgate.exchange.Attempt;
import io.gridgate.exchange.AttemptFailure;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Outcome;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The meters of exchanges, looked up once for the services of a document, so that an exchange only adds.
 *
 * <p>Thread-safety: immutable; the meters are thread-safe.
 */
public final class RequestMeters {

    static final String TOTAL = "requests.total";
    static final String DURATION = "requests.duration";
    static final String BY_STATUS = "requests.by_status";
    static final String BY_ENDPOINT = "requests.by_endpoint";
    static final String ENDPOINT_DURATION = "requests.endpoint_duration";
    static final String ERRORS = "requests.errors";
    static final String BROKEN = "requests.broken";
    static final String BY_SERVICE = "requests.by_service";
    static final String ATTEMPT_FAILURES = "attempts.failures";
    static final String FIRST_BYTE = "attempts.first_byte";

    /** Index: hundreds of the status, less one. */
    private static final String[] CLASSES = {"1xx", "2xx", "3xx", "4xx", "5xx"};

    private final Metrics metrics;
    private final Metrics.Counter total;
    private final Metrics.Timing duration;
    private final Metrics.Counter errors;
    private final Metrics.Counter broken;
    private final Metrics.Counter[] byStatus;
    /** key: service name → value: its meters. */
    private final Map<String, ServiceMeters> services = new HashMap<>();

    private RequestMeters(Metrics metrics) {
        this.metrics = metrics;
        this.total = metrics.counter(TOTAL, Map.of());
        this.duration = metrics.timing(DURATION, Map.of());
        this.errors = metrics.counter(ERRORS, Map.of());
        this.broken = metrics.counter(BROKEN, Map.of());
        this.byStatus = classes(metrics, BY_STATUS, Map.of());
    }

    /** Returns the meters for a document with these services. */
    public static RequestMeters of(Metrics metrics, Collection<String> services) {
        RequestMeters meters = new RequestMeters(metrics);
        services.forEach(service -> meters.services.put(service, new ServiceMeters(metrics, service)));
        return meters;
    }

    /** Returns the meters of one route; {@code -} for exchanges that no route took. */
    RouteMeters route(String id) {
        Map<String, String> labels = Map.of("endpoint", id);
        return new RouteMeters(metrics.counter(BY_ENDPOINT, labels), metrics.timing(ENDPOINT_DURATION, labels));
    }

    /** The meters of one route. */
    record RouteMeters(Metrics.Counter total, Metrics.Timing duration) {}

    /** Counts an exchange that ended with that status after that time; {@code service} is null when it went to none. */
    void ended(Exchange exchange, RouteMeters route, @Nullable String service, int status, long nanos) {
        total.add();
        duration.record(nanos);
        route.total.add();
        route.duration.record(nanos);
        byStatus[classOf(status)].add();
        if (status >= 400 || exchange.outcome() == Outcome.BROKEN) {
            errors.add();
        }
        if (exchange.outcome() == Outcome.BROKEN) {
            broken.add();
        }
        ServiceMeters meters = service == null ? null : services.get(service);
        if (meters != null) {
            meters.byStatus[classOf(status)].add();
        }
        for (int i = 0; i < exchange.attempts().size(); i++) {
            Attempt attempt = exchange.attempts().get(i);
            ServiceMeters attempted = services.get(attempt.destination().service());
            if (attempted != null) {
                attempted.count(attempt);
            }
        }
    }

    private static int classOf(int status) {
        return Math.clamp(status / 100 - 1, 0, CLASSES.length - 1);
    }

    private static Metrics.Counter[] classes(Metrics metrics, String name, Map<String, String> labels) {
        Metrics.Counter[] counters = new Metrics.Counter[CLASSES.length];
        for (int i = 0; i < counters.length; i++) {
            Map<String, String> all = new HashMap<>(labels);
            all.put("class", CLASSES[i]);
            counters[i] = metrics.counter(name, all);
        }
        return counters;
    }

    /** The meters of one service. */
    private static final class ServiceMeters {

        private final Metrics.Counter[] byStatus;
        private final Metrics.Timing firstByte;
        private final Map<AttemptFailure, Metrics.Counter> failures = new EnumMap<>(AttemptFailure.class);

        ServiceMeters(Metrics metrics, String service) {
            Map<String, String> labels = Map.of("service", service);
            byStatus = classes(metrics, BY_SERVICE, labels);
            firstByte = metrics.timing(FIRST_BYTE, labels);
            for (AttemptFailure failure : AttemptFailure.values()) {
                String reason = failure.name().toLowerCase(Locale.ROOT);
                failures.put(failure, metrics.counter(ATTEMPT_FAILURES, Map.of("service", service, "reason", reason)));
            }
        }

        void count(Attempt attempt) {
            if (attempt.firstByteNanos() >= 0) {
                firstByte.record(attempt.firstByteNanos() - attempt.startNanos());
            }
            AttemptFailure failure = attempt.failure();
            Metrics.Counter failed = failure == null ? null : failures.get(failure);
            if (failed != null) {
                failed.add();
            }
        }
    }
}
