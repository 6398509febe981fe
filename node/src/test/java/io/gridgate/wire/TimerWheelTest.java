package io.gridgate.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.base.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimerWheelTest {

    private static final long TICK = TimerWheel.TICK_NANOS;
    private static final long ORIGIN = -5_000_000_000L;

    private final TimerWheel wheel = new TimerWheel(ORIGIN);
    private final List<String> ran = new ArrayList<>();

    @Test
    void timerNeverRunsEarlyAndAtMostOneTickLate() {
        // Given
        Random random = new Random(7);
        long now = ORIGIN;
        List<long[]> early = new ArrayList<>();
        long[] clock = {now};
        int[] done = {0};
        for (int i = 0; i < 2_000; i++) {
            long delay = random.nextLong(40_000_000_000L);
            long due = now + delay;
            wheel.schedule(() -> {
                done[0]++;
                if (clock[0] < due || clock[0] > due + 2 * TICK) {
                    early.add(new long[]{clock[0], due});
                }
            }, now, delay);
        }

        // When
        for (int i = 0; i < 10_100; i++) {
            clock[0] += TICK;
            wheel.advance(clock[0], Runnable::run);
        }

        // Then
        assertThat(early).isEmpty();
        assertThat(done[0]).isEqualTo(2_000);
        assertThat(wheel.size()).isZero();
    }

    @Test
    void cancelledTimerDoesNotRun() {
        EventLoop.Timer timer = wheel.schedule(() -> ran.add("a"), ORIGIN, TICK);
        timer.cancel();
        timer.cancel();
        wheel.advance(ORIGIN + 10 * TICK, Runnable::run);
        assertThat(ran).isEmpty();
        assertThat(wheel.size()).isZero();
        assertThat(wheel.nanosToNext(ORIGIN)).isEqualTo(-1);
    }

    @Test
    void taskMayCancelItsNeighbourAndScheduleAgain() {
        // Given
        EventLoop.Timer[] second = new EventLoop.Timer[1];
        wheel.schedule(() -> {
            ran.add("first");
            second[0].cancel();
            wheel.schedule(() -> ran.add("third"), ORIGIN + TICK, 0);
        }, ORIGIN, TICK);
        second[0] = wheel.schedule(() -> ran.add("second"), ORIGIN, TICK);

        // When
        wheel.advance(ORIGIN + TICK, Runnable::run);
        wheel.advance(ORIGIN + 3 * TICK, Runnable::run);

        // Then
        assertThat(ran).containsExactly("first", "third");
    }

    @Test
    void waitsUntilTheNextOccupiedSlot() {
        wheel.schedule(() -> {}, ORIGIN, 100 * TICK);
        assertThat(wheel.nanosToNext(ORIGIN)).isEqualTo(100 * TICK);
        wheel.schedule(() -> {}, ORIGIN, 10 * TICK + 1);
        assertThat(wheel.nanosToNext(ORIGIN)).isEqualTo(11 * TICK);
        wheel.advance(ORIGIN + 50 * TICK, Runnable::run);
        assertThat(wheel.nanosToNext(ORIGIN + 50 * TICK)).isEqualTo(50 * TICK);
    }

    @Test
    void timerSetAfterALongPauseIsNotLate() {
        long now = ORIGIN + 100_000 * TICK;
        wheel.schedule(() -> ran.add("a"), now, 2 * TICK);
        assertThat(wheel.nanosToNext(now)).isEqualTo(2 * TICK);
        wheel.advance(now + TICK, Runnable::run);
        assertThat(ran).isEmpty();
        wheel.advance(now + 2 * TICK, Runnable::run);
        assertThat(ran).containsExactly("a");
    }

    @Test
    void pauseOfManyTurnsRunsEverythingOnce() {
        for (int i = 0; i < 5_000; i++) {
            wheel.schedule(() -> ran.add("x"), ORIGIN, i * TICK);
        }
        wheel.advance(ORIGIN + 1_000_000 * TICK, Runnable::run);
        assertThat(ran).hasSize(5_000);
        assertThat(wheel.size()).isZero();
    }
}
