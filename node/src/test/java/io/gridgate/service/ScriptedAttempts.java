package io.gridgate.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.gridgate.exchange.AttemptException;
import io.gridgate.exchange.AttemptFailure;
import io.gridgate.exchange.Body;
import io.gridgate.exchange.BodySink;
import io.gridgate.exchange.Chain;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Filter;
import io.gridgate.exchange.Response;
import io.gridgate.exchange.Stage;
import io.gridgate.http.Headers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The attempt stage by script: each attempt takes the next line, and what it got is kept.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
final class ScriptedAttempts implements Filter {

    /** The addresses that were asked, in order. */
    final List<String> asked = new ArrayList<>();
    /** What each attempt that read the body got of it. */
    final List<String> bodies = new ArrayList<>();
    final List<StreamedBody> answers = new ArrayList<>();

    private final Deque<Function<Exchange, CompletionStage<Response>>> script = new ArrayDeque<>();

    ScriptedAttempts fail(AttemptFailure failure) {
        script.add(_ -> CompletableFuture.failedFuture(new AttemptException(failure, "by script", null)));
        return this;
    }

    ScriptedAttempts answer(int status) {
        script.add(_ -> CompletableFuture.completedFuture(Response.of(status, Headers.of())));
        return this;
    }

    /** Answers with a body that the test pushes. */
    ScriptedAttempts stream(int status) {
        StreamedBody body = new StreamedBody();
        answers.add(body);
        script.add(_ -> CompletableFuture.completedFuture(new Response(status, Headers.of(), body)));
        return this;
    }

    /** Does as the next line says, after the body was read as far as it is there. */
    ScriptedAttempts readingBody() {
        Function<Exchange, CompletionStage<Response>> last = requireNonNull(script.pollLast());
        script.add(exchange -> {
            Kept kept = new Kept();
            exchange.forwardBody().start(kept);
            bodies.add(kept.bytes.toString(UTF_8));
            exchange.forwardBody().close();
            return last.apply(exchange);
        });
        return this;
    }

    /** Completes when the test completes the future. */
    ScriptedAttempts pending(CompletableFuture<Response> until) {
        script.add(_ -> until);
        return this;
    }

    @Override
    public Stage stage() {
        return Stage.ATTEMPT;
    }

    @Override
    public CompletionStage<Response> apply(Exchange exchange, Chain next) {
        asked.add(requireNonNull(exchange.lastAttempt()).destination().address());
        return script.isEmpty() ? CompletableFuture.completedFuture(Response.of(200, Headers.of())) : script.poll().apply(exchange);
    }

    private static final class Kept implements BodySink {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public boolean onData(ByteBuffer data) {
            byte[] piece = new byte[data.remaining()];
            data.get(piece);
            bytes.writeBytes(piece);
            return true;
        }

        @Override
        public void onEnd(Headers trailers) {}

        @Override
        public void onFailure(Throwable cause) {}
    }

    /** A body that the test ends. */
    static final class StreamedBody implements Body {
        private @Nullable BodySink sink;
        boolean closed;

        void end() {
            requireNonNull(sink).onEnd(Headers.of());
        }

        void breakOff() {
            requireNonNull(sink).onFailure(new AttemptException(AttemptFailure.BODY, "by script", null));
        }

        /** Reads the answer as the codec would. */
        static void read(Response response) {
            response.body().start(new Kept());
        }

        @Override
        public long length() {
            return -1;
        }

        @Override
        public void start(BodySink receiver) {
            sink = receiver;
        }

        @Override
        public void resume() {}

        @Override
        public void close() {
            closed = true;
        }
    }
}
