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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class OutlierDetectionTest {

    private final FakeTicker ticker = new FakeTicker();
    private final List<Instance> instances = IntStream.rangeClosed(7001, 7004)
            .mapToObj(port -> new Instance("product", KnownInstance.of("10.0.0.1:" + port), "fixed", ticker, ticker.instant())).toList();
    private final Instance first = instances.getFirst();
    private final AtomicInteger ejected = new AtomicInteger();

    private OutlierDetection detection(double maxEjected, List<Instance> of) {
        OutlierDetectionConfig config = new OutlierDetectionConfig(3, Duration.ofSeconds(30), maxEjected);
        Metrics.Counter counter = Metrics.none().counter("service.ejections", Map.of());
        return new OutlierDetection(config, () -> of, ticker, ticker, new EjectionMeters(counter, counter), _ -> ejected.incrementAndGet());
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

    @Test
    void anEjectionOfAnotherNodeIsTakenForItsTimeAndNotTold() {
        OutlierDetection detection = detection(0.5, instances);

        assertThat(detection.heard(first, "gw-2", ticker.instant().plusSeconds(20), 1)).isTrue();

        assertThat(first.isEjected()).isTrue();
        assertThat(first.ejection()).extracting(Instance.Ejection::by).isEqualTo("gw-2");
        assertThat(ejected).hasValue(0);
        ticker.advance(Duration.ofSeconds(20));
        assertThat(first.isEjected()).isFalse();
        assertThat(detection.heard(first, "gw-2", ticker.instant(), 1)).as("over: nothing to try again").isTrue();
        assertThat(first.isEjected()).isFalse();
    }

    @Test
    void whatOthersEjectNeverTakesTheLastOneOrMoreThanTheShare() {
        OutlierDetection detection = detection(0.5, instances);
        fail(detection, first);

        assertThat(detection.heard(instances.get(1), "gw-2", ticker.instant().plusSeconds(20), 1)).isTrue();
        assertThat(detection.heard(instances.get(2), "gw-3", ticker.instant().plusSeconds(20), 1)).isFalse();

        assertThat(instances.stream().filter(Instance::isEjected)).hasSize(2);
        assertThat(ejected).hasValue(1);
    }

    @Test
    void aClockThatIsFarOffCannotEjectForLongerThanTheLongest() {
        OutlierDetection detection = detection(0.5, instances);

        detection.heard(first, "gw-2", ticker.instant().plus(Duration.ofDays(1)), 1);

        ticker.advance(OutlierDetection.LONGEST);
        assertThat(first.isEjected()).isFalse();
    }

    @Test
    void anEjectedInstanceStartsSlowly() {
        OutlierDetection detection = detection(0.5, instances);
        fail(detection, first);
        ticker.advance(Duration.ofSeconds(30));

        assertThat(first.isStartingSlowly()).isTrue();
        ticker.advance(Duration.ofSeconds(30));
        assertThat(first.isStartingSlowly()).isFalse();
        assertThat(first.takesTurn()).isTrue();
    }
}
