package io.gridgate.exchange;

import java.util.concurrent.CompletionStage;

/**
 * One step of an exchange. One instance serves every exchange of a revision, so it holds no state of a request. Never
 * blocks.
 *
 * <p>Thread-safety: immutable; {@link #apply} is called on the exchange's loop.
 */
public interface Filter {

    /** Returns the place of this filter in the chain. */
    Stage stage();

    /**
     * Returns what {@code next.proceed(exchange)} gives, changed or not, or an answer of its own. Whoever drops a response
     * closes it. The stage must complete on the exchange's loop; a refusal is a {@link GatewayException}.
     */
    CompletionStage<Response> apply(Exchange exchange, Chain next);
}
