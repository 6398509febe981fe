package io.gridgate.exchange;

/** How an exchange ended. */
public enum Outcome {
    /** The whole answer was handed to the client's connection. */
    COMPLETED,
    /** The client went away before the answer was written. */
    CLIENT_GONE,
    /** The answer broke off in its body, and the client's connection was reset. */
    BROKEN
}
