package io.gridgate.service.peer;

import java.util.List;

/**
 * What one node found out about instances: the verdicts of its probes, and whom it has ejected.
 *
 * <p>Thread-safety: immutable.
 *
 * @param node its name
 * @param verdicts of the instances that it probes and has an opinion of; {@link #VERDICTS_MAX} at most
 * @param ejections that last now and are its own, not what it heard; {@link #EJECTIONS_MAX} at most
 */
public record HealthReport(String node, List<Verdict> verdicts, List<Ejected> ejections) {

    /** The most verdicts that a report holds. */
    public static final int VERDICTS_MAX = 8_192;
    /** The most ejections that a report holds. */
    public static final int EJECTIONS_MAX = 1_024;

    public HealthReport {
        verdicts = List.copyOf(verdicts);
        ejections = List.copyOf(ejections);
    }

    /**
     * What the probes of an instance add up to.
     *
     * @param instance {@code service/host:port}
     * @param why the failure of the last probe; empty when healthy
     */
    public record Verdict(String instance, boolean healthy, String why) {}

    /**
     * An instance that fails under traffic.
     *
     * @param instance {@code service/host:port}
     * @param untilMillis when it is over, by the node's clock: milliseconds since 1970
     * @param count how many there were in close succession
     */
    public record Ejected(String instance, long untilMillis, int count) {}
}
