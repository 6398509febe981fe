package io.gridgate.cache;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.gridgate.cache.shared.CacheStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one fetch of a key that is under way on this node, and who waits for it.
 *
 * <p>Thread-safety: thread-safe; those who wait are told by the thread on which it lands.
 */
final class Flight {

    /** How a fetch ends, for those who waited. */
    sealed interface Landing {

        /** There is an answer; whether it is theirs, its variant says. */
        record Stored(StoredAnswer answer) implements Landing {}

        /** The nodes had one already, or another node has fetched it. */
        record Found(StoredAnswer answer) implements Landing {}

        /** The origin failed, and what was there before may be given. */
        record Stale(StoredAnswer answer) implements Landing {}

        /** What came is for nobody else. */
        record Alone() implements Landing {}

        /** What came is for the client that asked first, for what it sent of itself; those who sent nothing like it begin another. */
        record OfOne() implements Landing {}

        /** There was no room on this node to keep what came. */
        record NoRoom() implements Landing {}

        /** It did not begin, for a reason of the client that asked first; one of those who waited begins another, if they find nothing. */
        record Again() implements Landing {}

        /** Nothing came. */
        record Failed(Throwable cause) implements Landing {}

        /** Returns how it ends with an answer: what nobody may have without asking is no good to those who waited. */
        static Landing with(StoredAnswer answer, long nowMillis) {
            boolean isFresh = !answer.terms().needsValidation() && answer.freshSeconds(nowMillis) > 0;
            return isFresh ? new Stored(answer) : new Alone();
        }
    }

    private static final int WAITERS_MAX = 10_000;

    @GuardedBy("this") private List<Consumer<Landing>> waiters = new ArrayList<>(2);
    @GuardedBy("this") private @Nullable Landing landing;
    private volatile boolean spoiled;
    private final AtomicReference<CacheStore.@Nullable Claim> claim = new AtomicReference<>();

    /** The cluster knows it by that claim, and waits for its end; null: it does not. */
    void claimed(CacheStore.@Nullable Claim by) {
        claim.set(by);
    }

    /** Returns what the cluster has known it by, and has to be told of its end; null: nothing. */
    CacheStore.@Nullable Claim takeClaim() {
        return claim.getAndSet(null);
    }

    /** What it brings is out of date before it is here. */
    void spoil() {
        spoiled = true;
    }

    boolean isSpoiled() {
        return spoiled;
    }

    /** Has the waiter told when it lands; returns false when there are too many, or it has landed. */
    synchronized boolean join(Consumer<Landing> waiter) {
        return landing == null && waiters.size() < WAITERS_MAX && waiters.add(waiter);
    }

    /** Returns how it ended; null: it has not. */
    synchronized @Nullable Landing landing() {
        return landing;
    }

    /** Takes the waiter out; returns false if it has been, or is about to be, told. */
    synchronized boolean leave(Consumer<Landing> waiter) {
        return waiters.remove(waiter);
    }

    /** It is over; the first word counts. */
    void land(Landing how) {
        List<Consumer<Landing>> told;
        synchronized (this) {
            if (landing != null) {
                return;
            }
            landing = how;
            told = waiters;
            waiters = List.of();
        }
        told.forEach(waiter -> waiter.accept(how));
    }
}
