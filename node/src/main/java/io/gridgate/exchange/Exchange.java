package io.gridgate.exchange;

import io.gridgate.base.EventLoop;
import io.gridgate.base.Template;
import io.gridgate.http.Headers;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request of a client and its answer: facts that never change, and slots that one named stage sets once.
 *
 * <p>Life: made by the codec when the head of the request is complete, ended by it exactly once ({@link #end}) when the
 * answer is written or can never be. {@link #cancel} in between tells whoever works for it to stop.
 *
 * <p>Thread-safety: confined to its loop.
 */
public final class Exchange {

    /** The value of {@link #deadlineNanos} when an exchange has no total time-out. */
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    private final EventLoop loop;
    private final Request request;
    private final Client client;
    private final String correlationId;
    private final long startNanos;
    private final List<Attempt> attempts = new ArrayList<>(1);

    private @Nullable RouteMatch route;
    private @Nullable String forwardTarget;
    private @Nullable Body forwardBody;
    private long deadlineNanos = NO_DEADLINE;
    private int status;
    private long bytesIn;
    private long bytesOut;
    private @Nullable Outcome outcome;
    private boolean cancelled;
    private @Nullable Consumer<Exchange> keeper;
    private @Nullable InterimSink interimSink;
    private @Nullable List<Runnable> cancelListeners;
    private @Nullable List<Consumer<Exchange>> endListeners;
    private @Nullable Map<ExchangeKey<?>, Object> facts;

    /** Creates an exchange that began at {@code startNanos} of {@code System.nanoTime}. */
    public Exchange(EventLoop loop, Request request, Client client, String correlationId, long startNanos) {
        this.loop = loop;
        this.request = request;
        this.client = client;
        this.correlationId = correlationId;
        this.startNanos = startNanos;
    }

    /** Returns the loop that this exchange never leaves. */
    public EventLoop loop() {
        return loop;
    }

    /** Returns the request. */
    public Request request() {
        return request;
    }

    /** Returns who sent it. */
    public Client client() {
        return client;
    }

    /** Returns the value of {@code X-Request-Id}: the client's if it sent a sane one, else a new one. */
    public String correlationId() {
        return correlationId;
    }

    /** Returns when the head of the request was complete, in {@code System.nanoTime}. */
    public long startNanos() {
        return startNanos;
    }

    /** Returns the route, or null before routing and when none matched. */
    public @Nullable RouteMatch route() {
        return route;
    }

    /** Returns the route's id, or {@code -} when there is none. */
    public String routeId() {
        return route == null ? "-" : route.routeId();
    }

    /** Sets the route; the router does, once. */
    public void route(RouteMatch match) {
        requireUnset(route, "route");
        route = match;
    }

    /** Returns the path and query for the backend: the request's own unless a stage changed it. */
    public String forwardTarget() {
        return forwardTarget == null ? request.target().forwardTarget() : forwardTarget;
    }

    /** Sets the path and query for the backend (encoded); the rewrite stage does, once. */
    public void forwardTarget(String target) {
        requireUnset(forwardTarget, "forwardTarget");
        forwardTarget = target;
    }

    /** Returns the body for the backend: the request's own unless a stage replaced it. */
    public Body forwardBody() {
        return forwardBody == null ? request.body() : forwardBody;
    }

    /**
     * Replaces the body for the backend. A stage that edits bodies does, and the retry stage before each attempt, so that what
     * an attempt has read can be read again by the next. Whoever replaces a body answers for closing the one before.
     */
    public void forwardBody(Body body) {
        forwardBody = body;
    }

    /** Returns the moment of {@code System.nanoTime} when the whole exchange must be over, or {@link #NO_DEADLINE}. */
    public long deadlineNanos() {
        return deadlineNanos;
    }

    /** Sets the deadline; the retry stage does, once. */
    public void deadlineNanos(long nanos) {
        requireUnset(deadlineNanos == NO_DEADLINE ? null : deadlineNanos, "deadlineNanos");
        deadlineNanos = nanos;
    }

    /** Returns the attempts so far, oldest first. */
    public List<Attempt> attempts() {
        return attempts;
    }

    /** Returns the attempt that is under way or was the last, or null. */
    public @Nullable Attempt lastAttempt() {
        return attempts.isEmpty() ? null : attempts.getLast();
    }

    /** Begins an attempt; the balance stage does, for each. */
    public void begin(Attempt attempt) {
        attempts.add(attempt);
    }

    /** Returns the fact of that key, or null. */
    @SuppressWarnings("unchecked") // put accepts only a T under an ExchangeKey<T>
    public <T> @Nullable T get(ExchangeKey<T> key) {
        return facts == null ? null : (T) facts.get(key);
    }

    /** Sets the fact of that key, once. */
    public <T> void put(ExchangeKey<T> key, T value) {
        if (facts == null) {
            facts = new IdentityHashMap<>(4);
        }
        requireUnset(facts.putIfAbsent(key, value), key.toString());
    }

    /** Lets the sink have the interim answers to the request, which are dropped otherwise; who can pass them on says so, once. */
    public void interimTo(InterimSink sink) {
        requireUnset(interimSink, "interimSink");
        interimSink = sink;
    }

    /** An interim answer of the service came; the attempt says so. The fields are the sink's from now on. */
    public void interim(int interimStatus, Headers fields) {
        if (interimSink != null) {
            interimSink.onInterim(interimStatus, fields);
        }
    }

    /** Returns the status that the client was sent, or 0 before the head was written. */
    public int status() {
        return status;
    }

    /** The head of the answer went to the client; the writer says so, once. */
    public void answered(int answerStatus) {
        status = answerStatus;
    }

    /** Returns the octets of the request's body received so far. */
    public long bytesIn() {
        return bytesIn;
    }

    /** Returns the octets of the answer's body handed to the client's connection so far. */
    public long bytesOut() {
        return bytesOut;
    }

    /** Counts octets of the request's body; the codec does. */
    public void received(long octets) {
        bytesIn += octets;
    }

    /** Counts octets of the answer's body; the writer does. */
    public void sent(long octets) {
        bytesOut += octets;
    }

    /** Lets the keeper see each exchange that branches off this one, before it begins; who keeps what exchanges use says so, once. */
    public void keptBy(Consumer<Exchange> newKeeper) {
        requireUnset(keeper, "keeper");
        keeper = newKeeper;
    }

    /**
     * Returns an exchange of its own for a request that this one gave rise to, on the same loop and route and for the same client. It may outlive
     * this one; whoever makes it ends it.
     *
     * @param beganNanos now, in {@code System.nanoTime}
     */
    public Exchange branch(Request own, long beganNanos) {
        Exchange branch = new Exchange(loop, own, client, correlationId, beganNanos);
        branch.route = route;
        if (keeper != null) {
            keeper.accept(branch);
        }
        return branch;
    }

    /** Returns whether nobody waits for the answer any more. */
    public boolean isCancelled() {
        return cancelled;
    }

    /** Runs the listener when the exchange is cancelled, at once if it is already; an exchange that ends whole never runs it. */
    public void onCancelled(Runnable listener) {
        if (cancelled) {
            listener.run();
            return;
        }
        if (cancelListeners == null) {
            cancelListeners = new ArrayList<>(2);
        }
        cancelListeners.add(listener);
    }

    /** Tells whoever works for this exchange to stop: the client is gone. Once; later calls and calls after the end do nothing. */
    public void cancel() {
        if (cancelled || outcome != null) {
            return;
        }
        cancelled = true;
        List<Runnable> listeners = cancelListeners;
        cancelListeners = null;
        runAll(listeners, Runnable::run);
    }

    /** Runs the listener when the exchange has ended, at once if it has. */
    public void onEnded(Consumer<Exchange> listener) {
        if (outcome != null) {
            listener.accept(this);
            return;
        }
        if (endListeners == null) {
            endListeners = new ArrayList<>(2);
        }
        endListeners.add(listener);
    }

    /** Ends the exchange; the codec does, exactly once. */
    public void end(Outcome how) {
        if (outcome != null) {
            throw new IllegalStateException("exchange " + correlationId + " ended twice: " + outcome + ", then " + how);
        }
        outcome = how;
        List<Consumer<Exchange>> listeners = endListeners;
        endListeners = null;
        cancelListeners = null;
        runAll(listeners, listener -> listener.accept(this));
    }

    /** Runs all, since each may hold something that only it frees, and throws what the first threw that failed. */
    private static <T> void runAll(@Nullable List<T> listeners, Consumer<T> run) {
        RuntimeException failed = null;
        for (T listener : listeners == null ? List.<T>of() : listeners) {
            try {
                run.accept(listener);
            } catch (RuntimeException e) {
                if (failed == null) {
                    failed = e;
                } else {
                    failed.addSuppressed(e);
                }
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    /** Returns how the exchange ended, or null while it lasts. */
    public @Nullable Outcome outcome() {
        return outcome;
    }

    /** Returns what the template variables stand for in this exchange. */
    public Template.Variables variables() {
        return name -> ExchangeVariables.value(this, name);
    }

    private static void requireUnset(@Nullable Object slot, String name) {
        if (slot != null) {
            throw new IllegalStateException("slot " + name + " is set twice (was: " + slot + ")");
        }
    }
}
