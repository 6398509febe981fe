package io.gridgate.service.breaker;

import io.gridgate.base.Ticker;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of one breaker to the grid, and whether the grid is still there.
 *
 * <p>A late answer is not a lost grid: it is given up only after five seconds without any, and the node then makes the steps for itself
 * alone until the grid answers again, whose state counts then. Once a call of a turn was in vain, no other is made in it: each takes its
 * time.
 *
 * <p>Thread-safety: confined to the turns of {@link BreakerSync}.
 */
final class GridLink {

    private static final Logger LOG = LoggerFactory.getLogger(GridLink.class);
    private static final long GONE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final String NOBODY = "alone";

    private final String service;
    private final BreakerStore store;
    private final Ticker ticker;
    private BreakerStore.@Nullable Watch watch;
    private String memberId = NOBODY;
    private boolean alone;
    private boolean silent;
    private long answeredNanos;

    GridLink(String service, BreakerStore store, Ticker ticker) {
        this.service = service;
        this.store = store;
        this.ticker = ticker;
        this.answeredNanos = ticker.nanos();
    }

    void beginTurn() {
        silent = false;
    }

    /** Returns whether a call of this turn was in vain, and is to be made again soon. */
    boolean isSilent() {
        return silent && !alone;
    }

    /** Returns whether the node goes by itself. */
    boolean isAlone() {
        return alone;
    }

    /** Returns how this node is called in states. */
    String memberId() {
        return memberId;
    }

    /** Returns the grid's state, or null without an answer; from the first answer on {@code onChanged} is called when it changes. */
    @Nullable
    BreakerState read(Runnable onChanged) {
        try {
            if (watch == null) {
                watch = store.watch(service, onChanged);
            }
            memberId = store.memberId();
            BreakerState state = store.read(service);
            onAnswered();
            return state;
        } catch (BreakerStoreException e) {
            onSilence(e);
            return null;
        }
    }

    /** Returns whether an event of the grid will call; until then it has to be read. */
    boolean isWatching() {
        return watch != null;
    }

    /** The grid's state is the one that is known, as a look for all breakers found. */
    void onConfirmed() {
        try {
            memberId = store.memberId();
            onAnswered();
        } catch (BreakerStoreException e) {
            onSilence(e);
        }
    }

    /** A look for all breakers found another state than is known, which is to be read: the grid is there, whatever becomes of that. */
    void onContradicted() {
        if (!alone) {
            answeredNanos = ticker.nanos();
        }
    }

    /** A look for all breakers had no answer. */
    void onMissed() {
        onSilence(new BreakerStoreException("no answer to a look at all breakers", null));
    }

    /** Returns the state after the step, made in the grid, or here while there is none; null without an answer. */
    @Nullable
    BreakerState change(BreakerState known, BreakerChange change, Thresholds thresholds) {
        if (alone) {
            return change.appliedTo(known, thresholds);
        }
        if (silent) {
            return null;
        }
        try {
            return order(change, thresholds);
        } catch (BreakerStoreException e) {
            return null;
        }
    }

    /** Returns the grid's state after the step, which is never made here alone. */
    BreakerState order(BreakerChange change, Thresholds thresholds) throws BreakerStoreException {
        try {
            BreakerState state = store.change(service, change, thresholds);
            onAnswered();
            return state;
        } catch (BreakerStoreException e) {
            onSilence(e);
            throw e;
        }
    }

    private void onAnswered() {
        answeredNanos = ticker.nanos();
        if (alone) {
            alone = false;
            LOG.atInfo().addKeyValue("service", service).log("circuit breaker follows the grid again");
        }
    }

    private void onSilence(BreakerStoreException e) {
        silent = true;
        if (!alone && ticker.nanos() - answeredNanos >= GONE_NANOS) {
            alone = true;
            LOG.atWarn().addKeyValue("service", service).addKeyValue("reason", e.getMessage())
                    .log("circuit breaker goes by this node alone");
        }
    }

    void close() {
        if (watch != null) {
            watch.close();
            watch = null;
        }
    }
}
