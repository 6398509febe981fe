package io.gridgate.exchange;

/**
 * The places of a chain, in the order in which a request passes them; the answer passes them in reverse.
 *
 * <p>A filter before {@link #RETRY} sees one request and its last outcome, one after it sees every attempt.
 */
public enum Stage {
    /** Access log, metrics, trace: sees every exchange, also the refused ones, and turns failures into answers. */
    OBSERVE,
    /** Size of the body, addresses, CORS, firewall, schema: refuses what no later stage should see. */
    GUARD,
    /** Who the client is and whether it may. */
    AUTH,
    /** Limits and quotas, of known principals. */
    RATE_LIMIT,
    /** Answers from memory, joins a fill, revalidates. */
    CACHE,
    /** Edits target, fields and bodies on the way to the service and back. */
    TRANSFORM,
    /** Answers by combining several sub-calls. */
    AGGREGATE,
    /** Speaks another protocol to the service. */
    TRANSLATE,
    /** Answers without a service (redirect, fixed answer) or picks the service of a split. */
    DISPATCH,
    /** Judges an exchange with a service after its retries. */
    BREAKER,
    /** Repeats a failed attempt. */
    RETRY,
    /** Picks the instance of one attempt. */
    BALANCE,
    /** One attempt on one instance: lease, send, stream back. */
    ATTEMPT
}
