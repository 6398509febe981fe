package io.gridgate.exchange;

/**
 * The identity of a rare fact that a feature keeps with an exchange; compared by identity, so no two features collide.
 *
 * @param <T> the type of the fact
 *
 * <p>Thread-safety: immutable.
 */
public final class ExchangeKey<T> {

    private final String name;

    /** Creates a key; the name is for dumps. */
    public ExchangeKey(String name) {
        this.name = name;
    }

    @Override
    public String toString() {
        return name;
    }
}
