package io.gridgate.exchange;

/** Why an attempt on an instance gave no whole answer. */
public enum AttemptFailure {
    /** No connection: refused, unreachable, name unknown, TLS handshake failed, or not within {@code timeouts.connect}. */
    CONNECT,
    /** No connection free within the bound of {@code connections}: the instance never saw the request. */
    SATURATED,
    /** The connection broke before the head of an answer. */
    RESET,
    /** What came was no valid HTTP. */
    PROTOCOL,
    /** No head within {@code timeouts.first_byte} or {@code timeouts.total}. */
    TIMEOUT,
    /** The head came, the body broke off or fell silent. */
    BODY,
    /** The exchange was cancelled: the client went away or the gateway gave up; says nothing about the instance. */
    CANCELLED
}
