package io.gridgate.exchange;

import java.util.concurrent.CompletionStage;

/**
 * What answers an exchange: the gateway, as the codec sees it.
 *
 * <p>Thread-safety: thread-safe; called on the exchange's loop.
 */
@FunctionalInterface
public interface Handler {

    /** Returns the answer, completed on the exchange's loop; a failed stage is answered by its {@link ErrorCode}. */
    CompletionStage<Response> handle(Exchange exchange);
}
