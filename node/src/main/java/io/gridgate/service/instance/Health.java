package io.gridgate.service.instance;

/** What the active checks say of an instance. */
public enum Health {
    /** Not probed, or not yet: counts as healthy. */
    UNKNOWN,
    /** Enough probes in a row succeeded. */
    HEALTHY,
    /** Enough probes in a row failed: used only when no instance of the service is available. */
    UNHEALTHY
}
