package io.gridgate.service.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.base.Metrics;
import io.gridgate.config.service.OutlierDetectionConfig;
import io.gridgate.fixture.FakeTicker;
import io.gridgate.service.instance.Health;
import io.gridgate.service.instance.Instance;
import io.gridgate.service.instance.KnownInstance;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class OutlierDetectionTest {

    private final FakeTicker ticker = new FakeTicker();
    private final List<Instance> instances = IntStream.rangeClosed(7001, 7004)
            .mapToObj(port -> new Instance("product", KnownInstance.of("10.0.0.1:" + port), "fixed", ticker, ticker.instant())).toList();
    private final Instance first = instances.getFirst();

    private OutlierDetection detection(double maxEjected, List<Instance> of) {
        OutlierDetectionConfig config = new OutlierDetectionConfig(3, Duration.ofSeconds(30), maxEjected);
        return new OutlierDetection(config, () -> of, ticker, ticker, Metrics.none().counter("service.ejections", Map.of()));
    }

    private static void fail(OutlierDetection detection, Instance instance) {
        for (int i = 0; i < 3; i++) {
            detection.failed(instance);
        }
    }

    @Test
    void enoughFailuresInARowEjectForAWhile() {
        OutlierDetection detection = detection(0.5, instances);
        detection.failed(first);
        detection.failed(first);
        assertThat(first.isEjected()).isFalse();

        detection.failed(first);

        assertThat(first.isEjected()).isTrue();
        ticker.advance(Duration.ofMillis(29_999));
        assertThat(first.isEjected()).isTrue();
        ticker.advance(Duration.ofMillis(1));
        assertThat(first.isEjected()).isFalse();
    }

    @Test
    void aSuccessBetweenStartsTheCountAnew() {
        OutlierDetection detection = detection(0.5, instances);
        detection.failed(first);
        detection.failed(first);
        detection.succeeded(first);
        detection.failed(first);
        detection.failed(first);

        assertThat(first.isEjected()).isFalse();
    }

    @Test
    void eachEjectionInCloseSuccessionIsLongerUpToFiveMinutesAndQuietTimeMakesTheNextShorterAgain() {
        OutlierDetection detection = detection(0.5, instances);
        for (int count = 1; count <= 12; count++) {
            fail(detection, first);
            Duration lasts = Duration.ofSeconds(Math.min(300, 30L * count));
            ticker.advance(lasts.minusNanos(1));
            assertThat(first.isEjected()).as("ejection %s", count).isTrue();
            ticker.advance(Duration.ofNanos(1));
            assertThat(first.isEjected()).as("ejection %s", count).isFalse();
        }

        ticker.advance(Duration.ofMinutes(20));
        fail(detection, first);
        ticker.advance(Duration.ofSeconds(30));
        assertThat(first.isEjected()).isFalse();
    }

    @Test
    void noMoreThanTheShareAreOutAtOnce() {
        OutlierDetection detection = detection(0.5, instances);
        instances.forEach(instance -> fail(detection, instance));

        assertThat(instances.stream().filter(Instance::isEjected)).hasSize(2);
    }

    @Test
    void aSmallShareStillLetsOneOut() {
        OutlierDetection detection = detection(0.1, instances);
        instances.forEach(instance -> fail(detection, instance));

        assertThat(instances.stream().filter(Instance::isEjected)).hasSize(1);
    }

    @Test
    void theLastAvailableInstanceIsNeverEjected() {
        List<Instance> two = instances.subList(0, 2);
        two.getLast().health(Health.UNHEALTHY, "down", ticker.instant());
        OutlierDetection detection = detection(1.0, two);

        fail(detection, first);
        assertThat(first.isEjected()).isFalse();

        OutlierDetection ofOne = detection(1.0, List.of(instances.get(2)));
        fail(ofOne, instances.get(2));
        assertThat(instances.get(2).isEjected()).isFalse();
    }
}
