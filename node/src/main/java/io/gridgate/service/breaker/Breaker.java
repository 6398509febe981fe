package io.gridgate.service.breaker;

import io.gridgate.base.Events;
import io.gridgate.base.Metrics;
import io.gridgate.base.Ticker;
import io.gridgate.config.service.CircuitBreakerConfig;
import io.gridgate.service.breaker.Position.Passing;
import io.gridgate.service.breaker.Position.Refusing;
import io.gridgate.service.instance.Scheduler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A node's end of one service's breaker: how requests fare now, and what their outcomes say. Outlives revisions.
 *
 * <p>The state is the grid's ({@link BreakerSync} follows it); only stricter than that may a node be by itself, when its own failures in a
 * row suffice to open.
 *
 * <p>Thread-safety: thread-safe; requests read one volatile field and take no lock.
 */
public final class Breaker implements AutoCloseable {

    /**
     * What a breaker needs of the world.
     *
     * <p>Thread-safety: immutable.
     *
     * @param store where the nodes agree
     * @param poll of all breakers of the node
     * @param scheduler where the store may block
     * @param events what operators are told
     */
    public record Ports(BreakerStore store, BreakerPoll poll, Scheduler scheduler, Ticker ticker, Metrics metrics, Events events) {}

    private final String service;
    private final Ports ports;
    private final BreakerMeters meters;
    private final BreakerSync sync;
    private final AtomicReference<Position> position;

    private volatile CircuitBreakerConfig config;

    private Breaker(String service, CircuitBreakerConfig config, Ports ports) {
        this.service = service;
        this.config = config;
        this.ports = ports;
        this.meters = new BreakerMeters(ports.metrics(), service);
        this.sync = new BreakerSync(this, ports);
        this.position = new AtomicReference<>(new Passing(this, 0, FailureRun.of(config.failureThreshold())));
    }

    /** Returns the breaker of a service, which begins to follow the grid. */
    public static Breaker start(String service, CircuitBreakerConfig config, Ports ports) {
        Breaker breaker = new Breaker(service, config, ports);
        breaker.meters.state(() -> BreakerMeters.number(breaker.position().kind()));
        breaker.sync.start();
        return breaker;
    }

    /** Returns the service's name. */
    public String service() {
        return service;
    }

    /** Completes when the grid was asked once for the state, in vain or not. */
    public CompletableFuture<Void> first() {
        return sync.first();
    }

    /** Changes its four numbers; the state and what was counted stay. */
    public void config(CircuitBreakerConfig now) {
        if (!config.equals(now)) {
            config = now;
            sync.onConfigChanged();
        }
    }

    CircuitBreakerConfig config() {
        return config;
    }

    /** Returns what an operator sees. */
    public BreakerView view() {
        return new BreakerView(position().kind(), sync.isForced());
    }

    /**
     * Holds the breaker in a state in the whole cluster, or releases it, and returns what this node does then; the other nodes follow within
     * half a second. Blocks, a few seconds at most.
     *
     * @throws BreakerStoreException when the grid does not answer
     */
    public BreakerView force(BreakerChange.Operator to) throws BreakerStoreException {
        sync.force(to);
        return view();
    }

    Position position() {
        return position.get();
    }

    BreakerMeters meters() {
        return meters;
    }

    /** An exchange that began in that epoch, while the breaker was closed, has its outcome. */
    void onOutcome(long epoch, Verdict verdict) {
        if (!(position() instanceof Passing passing) || passing.epoch() != epoch) {
            return;
        }
        if (verdict == Verdict.SUCCESS) {
            if (passing.run().succeeded()) {
                sync.wake();
            }
        } else if (verdict == Verdict.FAILURE) {
            passing.run().failed();
            if (passing.run().isFull()) {
                openForItself(passing);
            }
            sync.wake();
        }
    }

    /** Ahead of the grid, which opens as soon as it hears of it. Does nothing if another position has taken that one's place. */
    void openForItself(Passing passing) {
        long until = ports.ticker().nanos() + BreakerTimes.open(1, config);
        var _ = position.compareAndSet(passing, new Refusing(passing.epoch(), true, until, ports.ticker(), meters.rejected));
    }

    /** Returns this node's failures in a row, for the grid. */
    int run() {
        return switch (position()) {
            case Passing passing -> passing.run().length();
            case Refusing refusing when refusing.own() -> config.failureThreshold();
            default -> 0;
        };
    }

    /** Follows the grid's state; called by turns of the sync alone. What this node opened for itself stays so until the grid opens. */
    void follow(BreakerState state, long untilNanos) {
        var _ = position.updateAndGet(now -> next(state, untilNanos, now));
    }

    private Position next(BreakerState state, long untilNanos, Position now) {
        return switch (state) {
            case BreakerState.Closed closed -> closed(closed, now);
            case BreakerState.Open open -> new Refusing(open.epoch(), false, untilNanos, ports.ticker(), meters.rejected);
            case BreakerState.HalfOpen half -> probing(half, now);
            case BreakerState.Forced forced -> forced.open()
                    ? new Refusing(forced.epoch(), false, BreakerTimes.FOR_EVER, ports.ticker(), meters.rejected)
                    : new Position.Unwatched();
        };
    }

    private Position closed(BreakerState.Closed state, Position now) {
        int failures = config.failureThreshold();
        if (now instanceof Passing passing && passing.epoch() == state.epoch()) {
            return passing.run().failuresMax() == failures ? now : new Passing(this, state.epoch(), passing.run().fullAt(failures));
        }
        boolean stricter = now instanceof Refusing refusing && refusing.own() && refusing.epoch() == state.epoch();
        return stricter ? now : new Passing(this, state.epoch(), FailureRun.of(failures));
    }

    private Position probing(BreakerState.HalfOpen state, Position now) {
        Thresholds thresholds = Thresholds.of(config);
        Position.Probing probing = now instanceof Position.Probing same && same.epoch() == state.epoch() ? same
                : new Position.Probing(sync, state.epoch(), thresholds.successes(), meters.rejected);
        probing.free(state.free(thresholds));
        return probing;
    }

    /** Stops to follow; what waits for a probe is refused. */
    @Override
    public void close() {
        sync.close();
        meters.remove();
    }
}
