package io.gridgate.ingress;

import io.gridgate.exchange.Body;
import io.gridgate.exchange.BodySink;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Handler;
import io.gridgate.exchange.Response;
import io.gridgate.http.Headers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A handler that tests change while it serves, and that remembers the exchanges it saw.
 *
 * <p>Thread-safety: thread-safe.
 */
final class ScriptedHandler implements Handler {

    final ConcurrentLinkedQueue<Exchange> seen = new ConcurrentLinkedQueue<>();
    final AtomicInteger ended = new AtomicInteger();
    volatile Handler script = ScriptedHandler::describe;

    @Override
    public CompletionStage<Response> handle(Exchange exchange) {
        seen.add(exchange);
        exchange.onEnded(e -> ended.incrementAndGet());
        return script.handle(exchange);
    }

    Exchange last() {
        Exchange last = null;
        for (Exchange exchange : seen) {
            last = exchange;
        }
        if (last == null) {
            throw new IllegalStateException("no exchange");
        }
        return last;
    }

    /** Answers with the method, the target and the whole body. */
    static CompletionStage<Response> describe(Exchange exchange) {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        String line = exchange.request().method() + " " + exchange.request().target();
        var _ = collect(exchange.request().body()).whenComplete((body, failure) -> {
            if (failure == null) {
                answer.complete(Response.of(200, "text/plain", body.octets().length == 0 ? line : line + " " + body.text()));
            } else {
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }

    static CompletableFuture<Collected> collect(Body body) {
        CompletableFuture<Collected> whole = new CompletableFuture<>();
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        body.start(new BodySink() {
            @Override
            public boolean onData(ByteBuffer data) {
                byte[] copy = new byte[data.remaining()];
                data.get(copy);
                octets.writeBytes(copy);
                return true;
            }

            @Override
            public void onEnd(Headers trailers) {
                whole.complete(new Collected(octets.toByteArray(), trailers));
            }

            @Override
            public void onFailure(Throwable cause) {
                whole.completeExceptionally(cause);
            }
        });
        return whole;
    }

    /** A body that has come whole. */
    record Collected(byte[] octets, Headers trailers) {

        String text() {
            return new String(octets, java.nio.charset.StandardCharsets.ISO_8859_1);
        }
    }
}
