package io.gridgate.service.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.service.balance.LoadSimulation.Result;
import io.gridgate.service.balance.LoadSimulation.Setting;
import java.time.Duration;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Gateways that tell one another of their load use unequal instances more evenly than blind ones, and never rush to the same one. */
final class SharedLoadTest {

    private static final long SEEDS = 2;

    private static double average(Setting setting, boolean shared, ToDoubleFunction<Result> figure) {
        return LongStream.rangeClosed(1, SEEDS).mapToDouble(seed -> figure.applyAsDouble(LoadSimulation.run(setting, shared, seed)))
                .average()
                .orElseThrow();
    }

    /** Returns what sharing makes of the imbalance and of the worst instance: below 1 it is smaller. */
    private static Result gain(Setting setting) {
        return new Result(average(setting, true, Result::imbalance) / average(setting, false, Result::imbalance),
                average(setting, true, Result::most) / average(setting, false, Result::most));
    }

    @Test
    void threeGatewaysWithLongExchangesBalanceBetterTogether() {
        Result gain = gain(new Setting(3, 6, 8, Duration.ofSeconds(2), 0.8, Duration.ofSeconds(60)));

        assertThat(gain.imbalance()).isLessThan(0.9);
        assertThat(gain.most()).isLessThan(1);
    }

    @Test
    void lowTrafficIsNotRandom() {
        assertThat(gain(new Setting(3, 6, 1, Duration.ofSeconds(1), 0.3, Duration.ofSeconds(300))).imbalance()).isLessThan(0.9);
    }

    @Test
    void sixteenGatewaysDoNotRushToTheSameInstance() {
        assertThat(gain(new Setting(16, 6, 16, Duration.ofSeconds(1), 0.8, Duration.ofSeconds(10))).imbalance()).isLessThan(0.7);
        assertThat(gain(new Setting(16, 4, 8, Duration.ofMillis(20), 0.9, Duration.ofSeconds(2))).imbalance()).isLessThan(1.05);
    }

    @Test
    void exchangesThatAreShorterThanARoundAreBalancedNoWorse() {
        assertThat(gain(new Setting(3, 6, 8, Duration.ofMillis(10), 0.8, Duration.ofSeconds(2))).imbalance()).isLessThan(1.05);
        assertThat(gain(new Setting(3, 2, 8, Duration.ofMillis(20), 0.8, Duration.ofSeconds(5))).imbalance()).isLessThan(1.05);
    }
}
