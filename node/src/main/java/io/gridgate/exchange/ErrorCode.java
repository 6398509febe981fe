package io.gridgate.exchange;

/**
 * The answers that Gridgate gives by itself: status, code and whose fault it was.
 *
 * <p>Thread-safety: immutable.
 */
public enum ErrorCode {
    BAD_REQUEST(400, Fault.CLIENT, "the request is malformed"),
    VALIDATION_FAILED(400, Fault.CLIENT, "the request does not match its schema"),
    UNAUTHENTICATED(401, Fault.CLIENT, "valid credentials are required"),
    FORBIDDEN(403, Fault.CLIENT, "access is not allowed"),
    IP_DENIED(403, Fault.CLIENT, "this address is not allowed"),
    WAF_BLOCKED(403, Fault.CLIENT, "the request was blocked"),
    NO_ROUTE(404, Fault.CLIENT, "no route matches the request"),
    METHOD_NOT_ALLOWED(405, Fault.CLIENT, "the method is not allowed for this path"),
    REQUEST_TIMEOUT(408, Fault.CLIENT, "the request did not arrive in time"),
    BODY_TOO_LARGE(413, Fault.CLIENT, "the request body is too large"),
    URI_TOO_LONG(414, Fault.CLIENT, "the request target is too long"),
    RATE_LIMIT_EXCEEDED(429, Fault.CLIENT, "too many requests"),
    QUOTA_EXCEEDED(429, Fault.CLIENT, "the quota is used up"),
    HEADERS_TOO_LARGE(431, Fault.CLIENT, "the request header fields are too large"),
    INTERNAL(500, Fault.LOCAL, "the gateway failed"),
    BAD_GATEWAY(502, Fault.ORIGIN, "the service gave no valid answer"),
    CIRCUIT_OPEN(503, Fault.ORIGIN, "the service is temporarily unavailable"),
    NO_INSTANCES(503, Fault.ORIGIN, "the service has no available instance"),
    OVERLOADED(503, Fault.LOCAL, "the gateway is at its limit"),
    DRAINING(503, Fault.LOCAL, "the gateway is going down"),
    UPSTREAM_TIMEOUT(504, Fault.ORIGIN, "the service did not answer in time");

    /** Whose fault an answer is. */
    public enum Fault {
        CLIENT,
        ORIGIN,
        LOCAL
    }

    private final int status;
    private final Fault fault;
    private final String message;

    ErrorCode(int status, Fault fault, String message) {
        this.status = status;
        this.fault = fault;
        this.message = message;
    }

    /** Returns the status code of the answer. */
    public int status() {
        return status;
    }

    /** Returns whose fault it is. */
    public Fault fault() {
        return fault;
    }

    /** Returns the message for the client, without internals. */
    public String message() {
        return message;
    }
}
