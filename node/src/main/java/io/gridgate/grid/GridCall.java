package io.gridgate.grid;

import io.gridgate.rollout.BoardException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A call to the grid with a deadline: whatever goes wrong with it is one kind of failure.
 *
 * <p>Thread-safety: stateless.
 */
final class GridCall {

    /** The most milliseconds that any control call waits; Hazelcast's own limit for an operation is 2 s. */
    static final long MILLIS_MAX = 3000;

    private GridCall() {}

    /** An asynchronous call that may fail as it is made. */
    interface Call<T extends @Nullable Object> {
        CompletionStage<T> begin();
    }

    /** Returns the call's answer; blocks up to {@link #MILLIS_MAX}. */
    static <T extends @Nullable Object> T await(String what, Call<T> call) throws BoardException {
        try {
            return call.begin().toCompletableFuture().get(MILLIS_MAX, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BoardException(what + ": interrupted", e);
        } catch (TimeoutException e) {
            throw new BoardException(what + ": no answer of the grid in " + MILLIS_MAX + " ms", e);
        } catch (ExecutionException e) {
            throw new BoardException(what + ": " + e.getCause(), e);
        } catch (RuntimeException e) {
            throw new BoardException(what + ": " + e, e);
        }
    }
}
