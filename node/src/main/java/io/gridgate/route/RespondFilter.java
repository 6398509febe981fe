package io.gridgate.route;

import io.gridgate.config.route.RouteTarget;
import io.gridgate.exchange.Body;
import io.gridgate.exchange.Chain;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Filter;
import io.gridgate.exchange.Response;
import io.gridgate.exchange.Stage;
import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The filter that answers with what the route itself states, made ready when the document is compiled.
 *
 * <p>Thread-safety: immutable; each answer gets its own copy of the fields.
 */
public final class RespondFilter implements Filter {

    private final int status;
    private final Headers headers;
    private final byte[] body;

    private RespondFilter(int status, Headers headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /** Returns the filter of that answer; without a {@code Content-Type}, text that begins like JSON is called that. */
    public static RespondFilter of(RouteTarget.Respond respond) {
        Headers headers = new Headers(respond.headers().size() + 1);
        respond.headers().forEach(headers::add);
        if (!respond.body().isEmpty() && !headers.contains(HeaderNames.CONTENT_TYPE)) {
            boolean json = respond.body().startsWith("{") || respond.body().startsWith("[");
            headers.add(HeaderNames.CONTENT_TYPE, json ? "application/json" : "text/plain; charset=utf-8");
        }
        return new RespondFilter(respond.status(), headers, respond.body().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Stage stage() {
        return Stage.DISPATCH;
    }

    @Override
    public CompletionStage<Response> apply(Exchange exchange, Chain next) {
        return CompletableFuture.completedFuture(new Response(status, headers.copy(), Body.of(body)));
    }

    @Override
    public String toString() {
        return "RespondFilter(" + status + ")";
    }
}
