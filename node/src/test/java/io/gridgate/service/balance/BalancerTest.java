package io.gridgate.service.balance;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.gridgate.base.Template;
import io.gridgate.config.service.LoadBalancerConfig;
import io.gridgate.config.service.LoadBalancerType;
import io.gridgate.config.value.HostPort;
import io.gridgate.exchange.Attempt;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.GatewayException;
import io.gridgate.fixture.FakeTicker;
import io.gridgate.http.HeaderNames;
import io.gridgate.service.Exchanges;
import io.gridgate.service.instance.Health;
import io.gridgate.service.instance.Instance;
import io.gridgate.service.instance.KnownInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class BalancerTest {

    private final FakeTicker ticker = new FakeTicker();

    private Instance instance(int port, int weight, int priority) {
        KnownInstance known = new KnownInstance(new HostPort("10.0.0.1", port), weight, priority, null);
        return new Instance("product", known, "fixed", ticker, ticker.instant());
    }

    private List<Instance> instances(int... weights) {
        List<Instance> instances = new ArrayList<>();
        for (int weight : weights) {
            instances.add(instance(7001 + instances.size(), weight, 0));
        }
        return instances;
    }

    private static LoadBalancerConfig config(LoadBalancerType type) {
        return new LoadBalancerConfig(type, type == LoadBalancerType.CONSISTENT_HASH ? Template.parse("{header.X-User}") : null);
    }

    private static Balancer balancer(LoadBalancerType type, List<Instance> instances) {
        return Balancer.compile(config(type), instances);
    }

    /** Returns key: port → value: how often it was picked. */
    private static Map<Integer, Long> picks(Balancer balancer, int times) {
        return IntStream.range(0, times).mapToObj(_ -> balancer.pick(Exchanges.get())).collect(groupingBy(Instance::port, counting()));
    }

    @Test
    void roundRobinGivesEachItsTurnWhateverItsWeight() {
        assertThat(picks(balancer(LoadBalancerType.ROUND_ROBIN, instances(1, 5, 1)), 300))
                .isEqualTo(Map.of(7001, 100L, 7002, 100L, 7003, 100L));
    }

    @Test
    void roundRobinDealsTheTurnsOfAnUnhealthyInstanceOutToAllOthers() {
        List<Instance> instances = instances(1, 1, 1, 1);
        instances.get(1).health(Health.UNHEALTHY, "down", ticker.instant());

        Map<Integer, Long> picks = picks(balancer(LoadBalancerType.ROUND_ROBIN, instances), 1200);

        assertThat(picks).isEqualTo(Map.of(7001, 400L, 7003, 400L, 7004, 400L));
    }

    @Test
    void weightedGivesExactSharesAndSpreadsThemOut() {
        Balancer balancer = balancer(LoadBalancerType.WEIGHTED, instances(500, 100, 100));

        List<Integer> ports = IntStream.range(0, 70).mapToObj(_ -> balancer.pick(Exchanges.get()).port()).toList();

        assertThat(ports.stream().filter(port -> port == 7001)).hasSize(50);
        assertThat(ports.stream().filter(port -> port == 7002)).hasSize(10);
        String sequence = ports.stream().map(port -> port == 7001 ? "a" : "b").reduce("", String::concat);
        assertThat(sequence).doesNotContain("aaaaa").doesNotContain("bb");
    }

    @Test
    void weightsThatMakeAHugeRoundAreRoundedToABoundedOne() {
        Map<Integer, Long> picks = picks(balancer(LoadBalancerType.WEIGHTED, instances(65_535, 32_749, 1)), SmoothWeighted.ROUND_MAX);

        assertThat(picks.getOrDefault(7001, 0L) / (double) picks.getOrDefault(7002, 0L)).isCloseTo(2.0, within(0.01));
        assertThat(picks).containsKey(7003);
    }

    @Test
    void leastRequestPrefersTheOneWithFewerUnderWay() {
        List<Instance> instances = instances(1, 1);
        IntStream.range(0, 5).forEach(_ -> instances.getFirst().began());

        assertThat(picks(balancer(LoadBalancerType.LEAST_REQUEST, instances), 200)).containsOnlyKeys(7002);
    }

    @Test
    void leastRequestFollowsTheWeightsWhileNothingIsUnderWay() {
        Map<Integer, Long> picks = picks(balancer(LoadBalancerType.LEAST_REQUEST, instances(3, 1)), 8_000);

        assertThat(picks.getOrDefault(7001, 0L) / (double) picks.getOrDefault(7002, 0L)).isCloseTo(3.0, within(0.5));
    }

    @Test
    void peakEwmaAvoidsTheSlowOneAtOnceAndTriesItAgainLater() {
        List<Instance> instances = instances(1, 1);
        instances.getFirst().latency().record(2_000_000_000L);
        instances.getLast().latency().record(5_000_000L);
        Balancer balancer = balancer(LoadBalancerType.PEAK_EWMA, instances);

        assertThat(picks(balancer, 200)).containsOnlyKeys(7002);

        ticker.advance(Duration.ofSeconds(90));
        instances.getLast().latency().record(5_000_000L);
        assertThat(picks(balancer, 200)).containsOnlyKeys(7001);
    }

    @Test
    void aKeyAlwaysGoesToTheSameInstance() {
        Balancer one = balancer(LoadBalancerType.CONSISTENT_HASH, instances(1, 1, 1, 1, 1));
        Balancer onAnotherNode = balancer(LoadBalancerType.CONSISTENT_HASH, instances(1, 1, 1, 1, 1).reversed());

        for (int user = 0; user < 500; user++) {
            Exchange exchange = Exchanges.get("X-User", "u" + user);
            assertThat(one.pick(exchange).address()).isEqualTo(onAnotherNode.pick(exchange).address());
        }
    }

    @Test
    void keysSpreadOverTheInstancesByWeight() {
        Balancer balancer = balancer(LoadBalancerType.CONSISTENT_HASH, instances(1, 1, 2));

        Map<Integer, Long> picks = IntStream.range(0, 20_000).mapToObj(user -> balancer.pick(Exchanges.get("X-User", "u" + user)))
                .collect(groupingBy(Instance::port, counting()));

        assertThat(picks.get(7001)).isCloseTo(5_000L, within(1_250L));
        assertThat(picks.get(7003)).isCloseTo(10_000L, within(2_000L));
    }

    @Test
    void anInstanceThatLeavesMovesOnlyItsOwnKeys() {
        List<Instance> all = instances(1, 1, 1, 1, 1);
        Balancer before = balancer(LoadBalancerType.CONSISTENT_HASH, all);
        Balancer after = balancer(LoadBalancerType.CONSISTENT_HASH, all.subList(0, 4));
        List<Instance> failed = new ArrayList<>(all);
        Map<String, String> moved = new HashMap<>();

        for (int user = 0; user < 2_000; user++) {
            Exchange exchange = Exchanges.get("X-User", "u" + user);
            String old = before.pick(exchange).address();
            String now = after.pick(exchange).address();
            if (!old.equals(now)) {
                moved.put("u" + user, old);
            }
        }
        assertThat(moved.values()).isNotEmpty().containsOnly(all.getLast().address());

        failed.getLast().health(Health.UNHEALTHY, "down", ticker.instant());
        for (int user = 0; user < 2_000; user++) {
            Exchange exchange = Exchanges.get("X-User", "u" + user);
            assertThat(before.pick(exchange)).isSameAs(after.pick(exchange));
        }
    }

    @Test
    void anExchangeWithoutAKeyGoesAnywhere() {
        assertThat(picks(balancer(LoadBalancerType.CONSISTENT_HASH, instances(1, 1, 1)), 300)).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource(LoadBalancerType.class)
    void unhealthyEjectedAndUnresolvedInstancesAreLeftOut(LoadBalancerType type) {
        List<Instance> instances = instances(1, 1, 1);
        instances.add(new Instance("product", KnownInstance.of("nowhere.example:80"), "fixed", ticker, ticker.instant()));
        instances.get(0).health(Health.UNHEALTHY, "down", ticker.instant());
        instances.get(1).eject(new Instance.Ejection(ticker.nanos() + 1_000, 1, null, ticker.instant()), ticker.instant());

        assertThat(picks(balancer(type, instances), 200)).containsOnlyKeys(7003);
    }

    @ParameterizedTest
    @EnumSource(LoadBalancerType.class)
    void whenNoneIsAvailableAllAreUsed(LoadBalancerType type) {
        List<Instance> instances = instances(1, 1, 1);
        instances.forEach(instance -> instance.health(Health.UNHEALTHY, "down", ticker.instant()));

        assertThat(picks(balancer(type, instances), 300)).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource(LoadBalancerType.class)
    void aRetryGoesToAnInstanceThatWasNotTried(LoadBalancerType type) {
        Balancer balancer = balancer(type, instances(9, 1, 1));
        for (int i = 0; i < 100; i++) {
            Exchange exchange = Exchanges.get("X-User", "u" + i);
            List<Instance> tried = new ArrayList<>();
            for (int attempt = 0; attempt < 3; attempt++) {
                assertThat(balancer.hasUntried(exchange)).isTrue();
                Instance picked = balancer.pick(exchange);
                tried.add(picked);
                exchange.begin(new Attempt(picked, 0));
            }
            assertThat(tried).doesNotHaveDuplicates();
            assertThat(balancer.hasUntried(exchange)).isFalse();
            assertThat(balancer.pick(exchange)).isIn(tried);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ROUND_ROBIN", "WEIGHTED"})
    void retriesTakeNoTurnSoThatExchangesDoNotAllBeginAtTheSameInstance(LoadBalancerType type) {
        Balancer balancer = balancer(type, instances(1, 1));
        Map<Integer, Long> first = IntStream.range(0, 100).mapToObj(_ -> {
            Exchange exchange = Exchanges.get();
            Instance picked = balancer.pick(exchange);
            exchange.begin(new Attempt(picked, 0));
            balancer.pick(exchange);
            return picked;
        }).collect(groupingBy(Instance::port, counting()));

        assertThat(first).isEqualTo(Map.of(7001, 50L, 7002, 50L));
    }

    @ParameterizedTest
    @EnumSource(LoadBalancerType.class)
    void anAvailableInstanceThatWasTriedIsBetterThanAnUnhealthyOne(LoadBalancerType type) {
        List<Instance> instances = instances(1, 1);
        instances.getLast().health(Health.UNHEALTHY, "down", ticker.instant());
        Balancer balancer = balancer(type, instances);
        Exchange exchange = Exchanges.get();
        exchange.begin(new Attempt(instances.getFirst(), 0));

        assertThat(balancer.pick(exchange)).isSameAs(instances.getFirst());
        assertThat(balancer.hasUntried(exchange)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(LoadBalancerType.class)
    void aLaterPriorityIsUsedOnlyWhileTheFirstHasNothingAvailable(LoadBalancerType type) {
        Instance first = instance(7001, 1, 10);
        Instance second = instance(7002, 1, 20);
        Balancer balancer = balancer(type, List.of(second, first));

        assertThat(picks(balancer, 50)).containsOnlyKeys(7001);
        first.health(Health.UNHEALTHY, "down", ticker.instant());
        assertThat(picks(balancer, 50)).containsOnlyKeys(7002);
    }

    @ParameterizedTest
    @EnumSource(LoadBalancerType.class)
    void aServiceWithoutInstancesAnswers503WithRetryAfter(LoadBalancerType type) {
        Balancer balancer = balancer(type, List.of());

        assertThatExceptionOfType(GatewayException.class).isThrownBy(() -> balancer.pick(Exchanges.get())).satisfies(refusal -> {
            assertThat(refusal.code()).isEqualTo(ErrorCode.NO_INSTANCES);
            assertThat(refusal.headers().contains(HeaderNames.RETRY_AFTER)).isTrue();
        });
        assertThat(balancer.hasUntried(Exchanges.get())).isFalse();
    }

    @ParameterizedTest
    @EnumSource(value = LoadBalancerType.class, names = {"ROUND_ROBIN", "WEIGHTED", "LEAST_REQUEST", "PEAK_EWMA"})
    void anInstanceThatWasOutOfUseGetsItsShareLittleByLittle(LoadBalancerType type) {
        List<Instance> instances = instances(1, 1);
        instances.get(1).health(Health.UNHEALTHY, "down", ticker.instant());
        instances.get(1).health(Health.HEALTHY, null, ticker.instant());
        Balancer balancer = balancer(type, instances);

        assertThat(picks(balancer, 2_000).getOrDefault(7002, 0L)).as("at first").isBetween(20L, 300L);
        ticker.advance(Duration.ofSeconds(15));
        assertThat(picks(balancer, 2_000).get(7002)).as("halfway").isBetween(350L, 1_100L);
        ticker.advance(Duration.ofSeconds(15));
        assertThat(picks(balancer, 2_000).get(7002)).as("at the end").isBetween(800L, 1_200L);
    }

    @ParameterizedTest
    @EnumSource(LoadBalancerType.class)
    void anInstanceThatStartsSlowlyIsUsedAtOnceWhenThereIsNoOther(LoadBalancerType type) {
        List<Instance> instances = instances(1, 1);
        instances.get(0).health(Health.UNHEALTHY, "down", ticker.instant());
        instances.get(1).health(Health.UNHEALTHY, "down", ticker.instant());
        instances.get(1).health(Health.HEALTHY, null, ticker.instant());

        assertThat(picks(balancer(type, instances), 100)).isEqualTo(Map.of(7002, 100L));
    }
}
