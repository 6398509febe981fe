package io.gridgate.ratelimit.permit;

import io.gridgate.ratelimit.ask.OneAsk;

/**
 * What a node says of one key of a concurrency limit: how much it has under way, and how much more it would like to have.
 *
 * <p>It says the whole, never a difference, so that an ask which is lost, repeated or late leaves nothing behind that the next one does not put right.
 *
 * <p>Thread-safety: immutable.
 *
 * @param holder the member's id in the grid
 * @param id grows with each new ask of a node, and an ask that is repeated keeps it
 * @param limit permits of the key, >= 1, as the node's revision has it
 * @param busy exchanges under way when the ask was made, >= 0; they are a fact, whatever the limit is
 * @param wanted exchanges that wait for a permit, >= 0
 * @param spare permits that the node would keep at hand beyond those, >= 0
 */
public record PermitAsk(String holder, long id, int limit, int busy, int wanted, int spare) implements OneAsk.Identified {

    public PermitAsk {
        if (limit < 1 || busy < 0 || wanted < 0 || spare < 0) {
            throw new IllegalArgumentException("ask: limit " + limit + ", busy " + busy + ", wanted " + wanted + ", spare " + spare
                    + " (expected: >= 0, limit >= 1)");
        }
    }
}
