package io.gridgate.cache;

import io.gridgate.exchange.Body;
import io.gridgate.exchange.Outcome;
import io.gridgate.exchange.PassingBody;
import io.gridgate.http.Headers;
import java.util.function.Consumer;

/**
 * The body of an answer that is for one client only: as it comes, and its end is the end of the exchange that fetched it.
 *
 * <p>Thread-safety: confined to the exchange's loop.
 */
final class PassedBody extends PassingBody {

    private final Consumer<Outcome> end;

    /** Creates the body; {@code end} ends the exchange, once. */
    PassedBody(Body body, Consumer<Outcome> end) {
        super(body);
        this.end = end;
    }

    @Override
    public void close() {
        super.close();
        end.accept(Outcome.CLIENT_GONE);
    }

    @Override
    public void onEnd(Headers trailers) {
        end.accept(Outcome.COMPLETED);
        super.onEnd(trailers);
    }

    @Override
    public void onFailure(Throwable cause) {
        end.accept(Outcome.BROKEN);
        super.onFailure(cause);
    }
}
