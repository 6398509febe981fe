package io.gridgate.ratelimit.counter;

import io.gridgate.ratelimit.ask.OneAsk;

/**
 * What a node asks of a counter: permits for requests that wait, and some to spend without asking again.
 *
 * <p>Thread-safety: immutable.
 *
 * @param holder the node, by a number that it drew at its start
 * @param id of the lease; grows with each new ask of a node, and an ask that is repeated keeps it
 * @param wanted permits that requests wait for, >= 0; as many as there are of them are granted
 * @param prefetch permits beyond those, >= 0; the counter grants fewer when few are left
 * @param unit permits of one request, >= 1; grants are multiples of it
 * @param members nodes that share the limit, >= 1
 * @param leaseMillis how long the node means to spend them, > 0; a fixed window says that itself
 * @param alone permits that the node let through without asking, while the counter could not be asked; >= 0
 * @param aloneAtMillis when, by the node's clock; counts for a fixed window alone
 */
public record Ask(long holder, long id, long wanted, long prefetch, int unit, int members, long leaseMillis, long alone,
        long aloneAtMillis)
        implements
            OneAsk.Identified {

    public Ask {
        if (wanted < 0 || prefetch < 0 || unit < 1 || members < 1 || leaseMillis < 0 || alone < 0) {
            throw new IllegalArgumentException(
                    "ask: wanted " + wanted + ", prefetch " + prefetch + ", unit " + unit + ", members " + members
                            + ", leaseMillis " + leaseMillis + ", alone " + alone + " (expected: >= 0, unit and members >= 1)");
        }
    }

    /** Returns an ask for the permits of one request, to be spent at once. */
    public static Ask once(long holder, long id, int unit) {
        return new Ask(holder, id, unit, 0, unit, 1, 0, 0, 0);
    }
}
