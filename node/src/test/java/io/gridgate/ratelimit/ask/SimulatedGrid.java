package io.gridgate.ratelimit.ask;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * One key's owner and its backup on simulated time, and the messages to them, which are late, lost and doubled. The same seed gives the same run.
 *
 * <p>Thread-safety: confined to one test.
 *
 * @param <S> the state of the key, immutable
 */
public final class SimulatedGrid<S> {

    private static final long LOST_MICROS = 2_000_000;
    private static final long SILENT_MICROS = 4_000_000;

    private final Random random;
    private final int faults;
    private final PriorityQueue<Event> events = new PriorityQueue<>(
            Comparator.comparingLong(Event::atMicros).thenComparingLong(Event::order));
    private final LongSupplier delay;
    private long nowMicros;
    private long order;
    private int epoch;
    private BooleanSupplier isSilent = () -> false;
    private S atOwner;
    private S atBackup;

    private record Event(long atMicros, long order, Runnable what) {}

    /** A state after a step, and what is answered. */
    public record Answered<S, R>(S state, R answer) {}

    /**
     * Creates the grid.
     *
     * @param faults how many in a thousand messages are lost, and as many doubled
     * @param delay how many microseconds a message takes
     */
    public SimulatedGrid(S state, Random random, int faults, LongSupplier delay) {
        this.atOwner = state;
        this.atBackup = state;
        this.random = random;
        this.faults = faults;
        this.delay = delay;
    }

    /** The owner answers nothing while that is so. */
    public void silentWhile(BooleanSupplier condition) {
        isSilent = condition;
    }

    public long nowMicros() {
        return nowMicros;
    }

    public S state() {
        return atOwner;
    }

    /** Has something happen at that time. */
    public void at(long micros, Runnable what) {
        events.add(new Event(micros, order++, what));
    }

    /** Has something happen after that time. */
    public void later(long micros, Runnable what) {
        at(nowMicros + micros, what);
    }

    /** Lets everything happen up to that time. */
    public void run(long endMicros) {
        while (!events.isEmpty() && events.peek().atMicros() <= endMicros) {
            Event event = events.remove();
            nowMicros = event.atMicros();
            event.what().run();
        }
    }

    /** Sends a step to the owner; the answer completes, or fails, or is never heard of. */
    public <R> CompletableFuture<R> send(Function<S, Answered<S, R>> step) {
        CompletableFuture<R> answer = new CompletableFuture<>();
        if (isFault()) {
            later(LOST_MICROS, () -> answer.completeExceptionally(new IllegalStateException("not sent")));
        } else {
            later(delay.getAsLong(), () -> arrive(answer, step));
        }
        if (isFault()) {
            later(delay.getAsLong() * 3, () -> arrive(new CompletableFuture<>(), step));
        }
        return answer;
    }

    private boolean isFault() {
        return random.nextInt(1_000) < faults;
    }

    /** A step of the owner, whose result the backup has before anybody is answered; an answer without a backup is none. */
    private <R> void arrive(CompletableFuture<R> answer, Function<S, Answered<S, R>> step) {
        if (isSilent.getAsBoolean()) {
            later(SILENT_MICROS, () -> answer.completeExceptionally(new IllegalStateException("no answer")));
            return;
        }
        int begun = epoch;
        Answered<S, R> result = step.apply(atOwner);
        atOwner = result.state();
        boolean isBackedUp = !isFault();
        later(delay.getAsLong(), () -> {
            if (begun == epoch && isBackedUp) {
                // Steps may overtake one another on the way; the partition's own order is kept by what is there by now.
                atBackup = atOwner;
                reply(answer, result.answer());
            } else {
                later(delay.getAsLong(), () -> answer.completeExceptionally(new IllegalStateException("indeterminate")));
            }
        });
    }

    private <R> void reply(CompletableFuture<R> answer, R result) {
        if (isFault()) {
            later(LOST_MICROS, () -> answer.completeExceptionally(new IllegalStateException("no answer")));
        } else {
            later(delay.getAsLong(), () -> answer.complete(result));
        }
    }

    /** A member dies: what is under way is unclear. */
    public void memberDied() {
        epoch++;
    }

    /** The owner's place is taken by its backup. */
    public void failOver() {
        atOwner = atBackup;
    }

    /** A backup has the state. */
    public void backUp() {
        atBackup = atOwner;
    }
}
