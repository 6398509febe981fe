package io.gridgate.base;

/**
 * The port through which every package says what an operator would want to hear of; who listens belongs to {@code event}.
 *
 * <p>What several nodes would say of the same thing is said by whoever brought it about, or with {@link Event#once}.
 *
 * <p>Thread-safety: thread-safe.
 */
@FunctionalInterface
public interface Events {

    /** Says that something happened. Returns at once and never throws, whatever lock or loop it is called under; may be lost. */
    void tell(Event event);

    /** Returns the port of a component that nobody listens to. */
    static Events none() {
        return _ -> {};
    }
}
