package io.gridgate.service;

import io.gridgate.exchange.Attempt;
import io.gridgate.exchange.AttemptException;
import io.gridgate.exchange.AttemptFailure;
import io.gridgate.exchange.ErrorAnswer;
import io.gridgate.exchange.MemoryBody;
import io.gridgate.exchange.Response;
import io.gridgate.service.health.OutlierDetection;
import io.gridgate.service.instance.Instance;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One attempt's use of its instance, from the pick to the last octet of the answer, to the failure or to the close: counted
 * as under way exactly once, and judged once.
 *
 * <p>A failure or a 502, 503 or 504 speaks against the instance at once; an answer speaks for it when its body is complete;
 * an attempt that was cancelled, found no free connection or was given up by the client says nothing. Failures count as a
 * slow latency, so that an instance that refuses quickly does not look like a fast one.
 *
 * <p>Thread-safety: confined to the exchange's loop.
 */
final class InstanceUse implements BiFunction<@Nullable Response, @Nullable Throwable, @Nullable Void> {

    private static final long FAILURE_LATENCY_NANOS = 1_000_000_000L;

    private final Service service;
    private final Instance instance;
    private final Attempt attempt;
    private final CompletableFuture<Response> answer = new CompletableFuture<>();
    private boolean judged;
    private boolean ended;

    InstanceUse(Service service, Instance instance, Attempt attempt) {
        this.service = service;
        this.instance = instance;
        this.attempt = attempt;
    }

    void begin() {
        instance.began();
        service.meters().began();
    }

    /** Completes as the attempt does; a failure is not wrapped. */
    CompletionStage<Response> answer() {
        return answer;
    }

    /** The attempt has its head, or will never have one. */
    @Override
    public @Nullable Void apply(@Nullable Response response, @Nullable Throwable failure) {
        if (response == null) {
            Throwable cause = failure == null ? new IllegalStateException("the attempt completed with nothing")
                    : ErrorAnswer.unwrap(failure);
            onFailed(cause);
            answer.completeExceptionally(cause);
        } else {
            answer.complete(onAnswered(response));
        }
        return null;
    }

    private void onFailed(Throwable cause) {
        if (cause instanceof AttemptException attemptFailed) {
            attempt.failed(attemptFailed.failure());
            if (speaksAgainstInstance(attemptFailed.failure())) {
                failed();
            }
        }
        end();
    }

    private Response onAnswered(Response response) {
        if (attempt.firstByteNanos() < 0) {
            attempt.answered(response.status(), service.ticker().nanos());
        }
        if (speaksAgainstInstance(response.status())) {
            failed();
        } else {
            instance.latency().record(Math.max(0, attempt.firstByteNanos() - attempt.startNanos()));
        }
        if (response.body() instanceof MemoryBody) {
            completed();
            return response;
        }
        return new Response(response.status(), response.headers(), new UsedBody(response.body(), this));
    }

    private static boolean speaksAgainstInstance(int status) {
        return status >= 502 && status <= 504;
    }

    private static boolean speaksAgainstInstance(AttemptFailure failure) {
        return switch (failure) {
            case CONNECT, RESET, PROTOCOL, TIMEOUT, BODY -> true;
            case SATURATED, CANCELLED -> false;
        };
    }

    /** The whole answer came. */
    void completed() {
        OutlierDetection outliers = service.outliers();
        if (!judged && outliers != null) {
            outliers.succeeded(instance);
        }
        judged = true;
        end();
    }

    /** The answer broke off in its body. */
    void broken() {
        AttemptFailure failure = attempt.failure();
        if (failure == null || speaksAgainstInstance(failure)) {
            failed();
        }
        end();
    }

    private void failed() {
        if (judged) {
            return;
        }
        judged = true;
        service.meters().attemptsFailed.add();
        instance.latency().record(Math.max(FAILURE_LATENCY_NANOS, service.ticker().nanos() - attempt.startNanos()));
        OutlierDetection outliers = service.outliers();
        if (outliers != null) {
            outliers.failed(instance);
        }
    }

    /** The exchange does not need the instance any more; does nothing when that was said before. */
    void end() {
        if (!ended) {
            ended = true;
            instance.ended();
            service.meters().ended();
        }
    }
}
