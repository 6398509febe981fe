package io.gridgate.exchange;

/**
 * The instance that an attempt goes to, as far as logs and metrics care; {@code service} has the whole of it.
 *
 * <p>Thread-safety: thread-safe.
 */
public interface Destination {

    /** Returns the name of the service. */
    String service();

    /** Returns {@code host:port} of the instance. */
    String address();
}
