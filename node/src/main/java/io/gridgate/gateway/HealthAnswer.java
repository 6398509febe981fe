package io.gridgate.gateway;

import io.gridgate.exchange.Body;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.Response;
import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What a load balancer is told on the proxy listener.
 *
 * <p>Thread-safety: immutable.
 */
enum HealthAnswer {
    /** Not yet. */
    STARTING(503),
    /** Send requests. */
    UP(200),
    /** Send no more, though those that come are served. */
    DRAINING(503);

    private static final String ALLOW = "GET, HEAD";

    private final int status;
    @SuppressWarnings("ImmutableEnumChecker") // written once, then only read
    private final byte[] body;

    HealthAnswer(int status) {
        this.status = status;
        this.body = ("{\"status\":\"" + name().toLowerCase(Locale.ROOT) + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the answer to a request of that method. */
    CompletionStage<Response> answer(String method) {
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return CompletableFuture.failedFuture(GatewayException.of(ErrorCode.METHOD_NOT_ALLOWED)
                    .with(Map.of("allow", List.of("GET", "HEAD")), Headers.of(HeaderNames.ALLOW, ALLOW)));
        }
        Headers headers = Headers.of(HeaderNames.CONTENT_TYPE, "application/json", "Cache-Control", "no-store");
        return CompletableFuture.completedFuture(new Response(status, headers, Body.of(body)));
    }
}
