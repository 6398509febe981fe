package io.gridgate.observe;

import java.util.Map;

/**
 * One line of help for each metric that this package records; others are named by themselves.
 *
 * <p>Thread-safety: constants.
 */
final class MetricHelp {

    private static final Map<String, String> BY_NAME = Map.ofEntries(
            Map.entry(RequestMeters.TOTAL, "Exchanges that ended"),
            Map.entry(RequestMeters.DURATION, "Seconds from a request's head to the end of its answer"),
            Map.entry(RequestMeters.BY_STATUS, "Exchanges by class of status; a client that went away is 499"),
            Map.entry(RequestMeters.BY_ENDPOINT, "Exchanges by route"),
            Map.entry(RequestMeters.ENDPOINT_DURATION, "Seconds of an exchange by route"),
            Map.entry(RequestMeters.ERRORS, "Exchanges whose status was 400 or more"),
            Map.entry(RequestMeters.BROKEN, "Exchanges whose answer broke off in its body"),
            Map.entry(RequestMeters.BY_SERVICE, "Exchanges by service and class of status"),
            Map.entry(RequestMeters.ATTEMPT_FAILURES, "Failed attempts by service and reason"),
            Map.entry(RequestMeters.FIRST_BYTE, "Seconds from the begin of an attempt to the head of its answer"),
            Map.entry("requests.in_flight", "Exchanges under way"),
            Map.entry("revision.serving", "Number of the revision that is served; 0: none yet"),
            Map.entry("revision.compile", "Seconds from a document's text to a gateway that is ready to serve it"),
            Map.entry("revision.old", "Former revisions that exchanges still use"),
            Map.entry(AccessLog.WRITTEN, "Lines of the access log"),
            Map.entry(AccessLog.DROPPED, "Lines of the access log lost to a full queue or a failed write"));

    private MetricHelp() {}

    static String of(String name) {
        return BY_NAME.getOrDefault(name, name);
    }
}
