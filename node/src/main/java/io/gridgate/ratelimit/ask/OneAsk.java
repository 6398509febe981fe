package io.gridgate.ratelimit.ask;

import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The one ask of a key that is under way, from its beginning until it is answered or given up. One whose answer does not come is repeated under its
 * id; after two seconds nobody waits for it any more.
 *
 * <p>Thread-safety: confined to its key's monitor.
 */
public final class OneAsk<A extends OneAsk.Identified> {

    /** How long an ask waits for its answer, and a request for the ask. */
    public static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long REPEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long AFTER_FAILURE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final LongConsumer onOver;
    private @Nullable A underWay;
    private long begunNanos;
    private long repeatAtNanos;
    private boolean hasToWait;
    private boolean posted;

    /** What has an id: an ask that is repeated keeps it. */
    public interface Identified {

        /** Returns the id, which grows with each new ask of a node. */
        long id();
    }

    /** What is to be done about an ask that is under way. */
    public enum Late {
        /** Wait for its answer. */
        NO,
        /** Send it again. */
        REPEAT,
        /** Give it up. */
        GIVE_UP
    }

    /**
     * Creates the place of a key's asks.
     *
     * @param onOver hears of the ids of asks that are answered or given up, of one perhaps more than once
     */
    public OneAsk(LongConsumer onOver) {
        this.onOver = onOver;
    }

    /** Returns whether the desk has to be told of the key, which is so until an ask begins or is over. */
    public boolean claim() {
        boolean first = !posted && underWay == null;
        posted |= first;
        return first;
    }

    /** Returns whether the desk has been told of the key and has not come to it yet. */
    public boolean isPosted() {
        return posted;
    }

    /** The desk has come to the key. */
    public void unpost() {
        posted = false;
    }

    /** An ask begins. */
    public void begin(A ask, long nowNanos) {
        underWay = ask;
        begunNanos = nowNanos;
        repeatAtNanos = nowNanos + REPEAT_NANOS;
    }

    /** Returns the ask that is under way. */
    public @Nullable A underWay() {
        return underWay;
    }

    /** Takes the answer to an ask; returns whether it was waited for. */
    public boolean answered(A ask) {
        boolean isWaitedFor = is(ask);
        if (isWaitedFor) {
            underWay = null;
            hasToWait = false;
        }
        onOver.accept(ask.id());
        return isWaitedFor;
    }

    /** The ask failed, or was not sent; nobody knows what became of it, so it will be repeated. */
    public void failed(A ask, long nowNanos) {
        if (is(ask)) {
            repeatAtNanos = nowNanos + AFTER_FAILURE_NANOS;
        } else {
            // It was answered at the moment when it was sent again.
            onOver.accept(ask.id());
        }
    }

    private boolean is(A ask) {
        return underWay != null && underWay.id() == ask.id();
    }

    /** Returns what is to be done about the ask that is under way; whoever asks does it. */
    public Late late(boolean isAskable, long nowNanos) {
        if (!isAskable || nowNanos - begunNanos >= WAIT_NANOS) {
            return Late.GIVE_UP;
        }
        if (nowNanos - repeatAtNanos < 0) {
            return Late.NO;
        }
        repeatAtNanos = nowNanos + REPEAT_NANOS;
        return Late.REPEAT;
    }

    /** Gives up what is under way, and returns it. */
    public @Nullable A giveUp(long nowNanos) {
        A given = underWay;
        if (given != null) {
            underWay = null;
            repeatAtNanos = nowNanos + REPEAT_NANOS;
            hasToWait = true;
            onOver.accept(given.id());
        }
        return given;
    }

    /** Returns whether so much time has passed since an ask was given up that another may be tried. */
    public boolean mayTryAgain(long nowNanos) {
        return !hasToWait || nowNanos - repeatAtNanos >= 0;
    }
}
