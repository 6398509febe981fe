package io.gridgate.cache;

import io.gridgate.base.EventLoop;
import io.gridgate.cache.shared.CacheStore;
import io.gridgate.cache.shared.FillState;
import io.gridgate.cache.shared.FillState.Ending;
import io.gridgate.cache.shared.KeyFill;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A key's way through the level that all nodes share, before its origin is asked: an answer is found there, another node is fetching one, or it is to
 * be fetched here.
 *
 * <p>A fetch of another node is waited for until its end is told; every half second it is asked whether that was missed, or the node is gone,
 * and now and then whether the answer is there though its end was never told.
 *
 * <p>Thread-safety: confined to its loop, but for {@link #onNews}.
 */
final class Search {

    /** How it ends. */
    sealed interface Result {

        /** There is a good answer, and the node's level has it now. */
        record Found(StoredAnswer answer) implements Result {}

        /** It is to be fetched here. The cluster waits for that; null: it does not, since the grid is slow or gone, or has no room for it. */
        record Fetch(CacheStore.@Nullable Claim claim) implements Result {}

        /** Another node has fetched it a moment ago, and this request alone wants a better one: whoever waits with it looks again. */
        record Again() implements Result {}

        /** What others fetch is not for this request. */
        record Alone() implements Result {}
    }

    /** What the node's level has for the request. */
    interface Finder {

        /** Returns an answer that the request may be given, however stale; null: there is none. */
        ResponseCache.@Nullable Found find();

        /** Returns whether it may be given as it is. */
        boolean isGood(ResponseCache.Found found);
    }

    /** How long a call to the grid may take. */
    private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** How long a look may wait for its turn among this node's own. */
    private static final long QUEUE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long ASK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /** Of so many times that it asks again, it looks for the answer itself once. */
    private static final int LOOK_EVERY = 3;
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(30);
    /** How long who has waited already asks a grid that does not answer: what it waits for may have died with a part of the grid. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final ResponseCache cache;
    private final SharedLevel level;
    private final CachePolicy.Key key;
    private final EventLoop loop;
    private final Finder finder;
    private final Consumer<Result> then;
    private final long id = ThreadLocalRandom.current().nextLong() | 1;
    private final long beganNanos;
    private ResponseCache.@Nullable Found before;
    private boolean claims;
    private long known;
    private boolean hasLanded;
    private boolean waits;
    private boolean hasWaited;
    private boolean fails;
    private long failsSinceNanos;
    private @Nullable Ending news;
    private int asked;
    private int polls;
    /** When the first of the claims was made that have not been answered. */
    private long claimedAtNanos;
    /** Whether an answer that came too late says that the key is claimed for this search. */
    private boolean mayHold;
    private @Nullable Result result;
    /** A look whose turn has not come. */
    private @Nullable CompletableFuture<byte[]> turn;
    private EventLoop.@Nullable Timer timer;

    private Search(ResponseCache cache, CachePolicy.Key key, EventLoop loop, Finder finder, Consumer<Result> then) {
        this.cache = cache;
        this.level = cache.shared();
        this.key = key;
        this.loop = loop;
        this.finder = finder;
        this.then = then;
        this.beganNanos = cache.ticker().nanos();
        this.before = finder.find();
    }

    /** Begins a search of the one flight of the key on this node; {@code then} is called on the loop, once. */
    static void begin(ResponseCache cache, CachePolicy.Key key, EventLoop loop, Finder finder, Consumer<Result> then) {
        Search search = new Search(cache, key, loop, finder, then);
        search.claims = true;
        search.level.enter(key, search);
        search.look();
    }

    /** Only looks whether there is an answer. */
    static void look(ResponseCache cache, CachePolicy.Key key, EventLoop loop, Finder finder, Consumer<Result> then) {
        new Search(cache, key, loop, finder, then).look();
    }

    private void look() {
        long began = cache.ticker().nanos();
        int mine = asked + 1;
        CompletableFuture<byte[]> answer = level.look(key, () -> loop.execute(() -> onCalled(mine)));
        turn = answer;
        ask(answer, QUEUE_NANOS, octets -> onLooked(octets, began), this::look);
    }

    /** From now on the grid has its time to answer. */
    private void onCalled(int call) {
        if (call == asked && turn != null) {
            turn = null;
            stopTimer();
            timer = loop.schedule(() -> onLate(call, this::look), LATE_NANOS);
        }
    }

    private void onLooked(byte[] octets, long began) {
        level.takeIn(key, octets, began);
        ResponseCache.Found found = finder.find();
        if (found != null && finder.isGood(found)) {
            end(new Result.Found(found.answer()));
        } else if (!claims) {
            end(new Result.Alone());
        } else if (found != null && hasLanded && isNew(found)) {
            end(found.answer().isAskedForEachTime() ? new Result.Alone() : new Result.Again());
        } else {
            before = found;
            claim();
        }
    }

    /** Returns whether another node has fetched it since, and not before a purge. */
    private boolean isNew(ResponseCache.Found found) {
        return !found.isPurged() && (before == null || found.answer().receivedAtMillis() > before.answer().receivedAtMillis());
    }

    private void claim() {
        claimedAtNanos = fails ? claimedAtNanos : cache.ticker().nanos();
        ask(level.claim(key, id, known), LATE_NANOS, this::onClaimed, this::claim);
    }

    private void onClaimed(KeyFill fill) {
        if (level.isGranted(fill.state(), id)) {
            end(new Result.Fetch(new CacheStore.Claim(id, fill.order(), claimedAtNanos)));
            return;
        }
        switch (fill.state()) {
            case FillState.Filling _ -> await();
            case FillState.Landed(long landed) -> {
                known = landed;
                hasLanded = true;
                look();
            }
            case FillState.Passed _ -> pass();
            case FillState.Stayed _,FillState.Free _ -> end(new Result.Fetch(null));
        }
    }

    private void await() {
        waits = true;
        if (!hasWaited) {
            hasWaited = true;
            level.waits(1);
        }
        if (news != null) {
            onEnded(news);
        } else if (cache.ticker().nanos() - beganNanos >= WAIT_NANOS) {
            end(new Result.Alone());
        } else {
            timer = loop.schedule(this::poll, ASK_AGAIN_NANOS);
        }
    }

    /** Asks whether the end was missed. Who fetched may have failed to tell it, and has left the answer in the grid. */
    private void poll() {
        if (++polls % LOOK_EVERY == 0) {
            stopTimer();
            waits = false;
            look();
        } else {
            onEnded(Ending.FAILED);
        }
    }

    /** A fetch of the key has ended on another node. May be called by any thread. */
    void onNews(Ending ending) {
        loop.execute(() -> {
            news = ending;
            if (waits) {
                onEnded(ending);
            }
        });
    }

    private void onEnded(Ending ending) {
        stopTimer();
        waits = false;
        news = null;
        switch (ending) {
            case LANDED -> {
                hasLanded = true;
                look();
            }
            case PASSED -> pass();
            case STAYED -> end(new Result.Fetch(null));
            case FAILED -> claim();
        }
    }

    private void pass() {
        cache.markUncacheable(key);
        end(new Result.Alone());
    }

    private <T> void ask(CompletionStage<T> answer, long lateNanos, Consumer<T> with, Runnable again) {
        int mine = ++asked;
        timer = loop.schedule(() -> onLate(mine, again), lateNanos);
        var _ = answer.whenComplete((value, failure) -> loop.execute(() -> {
            if (mine != asked) {
                onTooLate(value);
                return;
            }
            if (failure != null) {
                onLate(mine, again);
                return;
            }
            stopTimer();
            asked++;
            turn = null;
            fails = false;
            level.answered();
            with.accept(value);
        }));
    }

    /** A claim that this search gave up on may have been granted all the same, after it was taken back even: others wait for it then. */
    private void onTooLate(@Nullable Object value) {
        if (!(value instanceof KeyFill fill && level.isGranted(fill.state(), id))) {
            return;
        }
        if (result == null) {
            mayHold = true;
        } else if (!holds(result)) {
            level.release(key, id);
        }
    }

    private boolean holds(Result how) {
        return how instanceof Result.Fetch(var claim) && claim != null;
    }

    private void onLate(int call, Runnable again) {
        if (call != asked) {
            return;
        }
        stopTimer();
        asked++;
        CompletableFuture<byte[]> queued = turn;
        turn = null;
        if (queued != null) {
            // It is not asked for any more.
            queued.cancel(false);
        }
        if (isPatient()) {
            timer = loop.schedule(again, ASK_AGAIN_NANOS);
            return;
        }
        if (queued == null) {
            level.lost();
        }
        if (claims) {
            // It may have been granted, and others wait for it then.
            level.release(key, id);
        }
        end(claims ? new Result.Fetch(null) : new Result.Alone());
    }

    private boolean isPatient() {
        long now = cache.ticker().nanos();
        failsSinceNanos = fails ? failsSinceNanos : now;
        fails = true;
        return hasWaited && now - failsSinceNanos < PATIENCE_NANOS;
    }

    private void stopTimer() {
        EventLoop.Timer running = timer;
        if (running != null) {
            running.cancel();
        }
        timer = null;
    }

    private void end(Result how) {
        level.leave(key, this);
        if (hasWaited) {
            level.waits(-1);
        }
        result = how;
        if (mayHold && !holds(how)) {
            level.release(key, id);
        }
        then.accept(how);
    }
}
