package io.gridgate.service.breaker;

/**
 * What an operator sees of a service's breaker on this node.
 *
 * @param state {@code closed}, {@code open}, {@code half_open}, or {@code off} when the service has none
 * @param forced whether an operator holds it there
 *
 * <p>Thread-safety: immutable.
 */
public record BreakerView(String state, boolean forced) {

    /** A service without breaker. */
    public static final BreakerView OFF = new BreakerView("off", false);
}
