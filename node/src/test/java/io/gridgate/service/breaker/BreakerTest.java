package io.gridgate.service.breaker;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.base.Ticker;
import io.gridgate.config.service.CircuitBreakerConfig;
import io.gridgate.exchange.AttemptFailure;
import io.gridgate.exchange.Body;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Response;
import io.gridgate.fixture.ManualLoop;
import io.gridgate.http.Headers;
import io.gridgate.service.Exchanges;
import io.gridgate.service.breaker.BreakerFixture.Node;
import io.gridgate.service.breaker.BreakerFixture.Outcome;
import io.gridgate.service.breaker.BreakerState.Closed;
import io.gridgate.service.breaker.BreakerState.HalfOpen;
import io.gridgate.service.breaker.Position.Passing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class BreakerTest {

    private static final Duration OPEN_TIME = Duration.ofSeconds(30);

    private final BreakerFixture world = new BreakerFixture(3);
    private final Node one = world.node(0);
    private final Node two = world.node(1);
    private final Node three = world.node(2);

    private void open() {
        one.failures(5);
        world.runDue();
        world.advance(Duration.ofMillis(50));
    }

    private void halfOpen() {
        open();
        world.advance(OPEN_TIME);
        assertThat(world.state().kind()).isEqualTo("half_open");
    }

    private Outcome sent(Node node) {
        Outcome outcome = node.send();
        world.runDue();
        return outcome;
    }

    @Test
    void fiveFailuresOnOneNodeOpenItOnAll() {
        one.failures(5);
        assertThat(one.send().text()).as("at once where they were").isEqualTo("CIRCUIT_OPEN");

        world.advance(Duration.ofMillis(50));

        assertThat(world.nodes).allSatisfy(node -> assertThat(node.send().text()).isEqualTo("CIRCUIT_OPEN"));
        assertThat(one.passed).hasSize(5);
        assertThat(two.passed).isEmpty();
    }

    @Test
    void eachMoveIsToldByWhoMadeItWithItsReason() throws Exception {
        one.failures(5);
        world.advance(OPEN_TIME.plusMillis(100));
        sent(two);
        sent(two);
        sent(two);
        world.runDue();
        force(three, BreakerChange.Operator.CLOSED);

        List<String> told = world.told.stream().map(event -> requireNonNull(event.once()).word() + " by " + event.fields().get("by")
                + " forced " + event.fields().get("forced")).distinct().toList();
        assertThat(told).containsExactly("1 open by failures forced false", "2 half_open by time forced false",
                "3 closed by probes forced false", "4 closed by operator forced true");
    }

    @Test
    void itIsOpenBeforeTheClientHearsOfTheLastFailure() {
        one.failures(4);
        CompletableFuture<Response> last = one.pending();
        List<String> heard = new ArrayList<>();
        var _ = one.begin().whenComplete((_, _) -> heard.add(one.breaker.view().state()));

        last.complete(Response.of(503, Headers.of()));

        assertThat(heard).containsExactly("open");
    }

    @Test
    void failuresThatAreSpreadOpenItOnAll() {
        one.failures(2);
        two.failures(2);
        world.runDue();
        assertThat(three.breaker.view()).isEqualTo(new BreakerView("closed", false));

        three.failures(1);
        world.advance(Duration.ofMillis(50));

        assertThat(world.nodes).allSatisfy(node -> assertThat(node.breaker.view()).isEqualTo(new BreakerView("open", false)));
    }

    @Test
    void aSuccessEndsTheRunOfItsNode() {
        one.failures(4);
        world.advance(Duration.ofMillis(50));
        var _ = one.answered(200);
        world.advance(Duration.ofMillis(50));
        assertThat(world.state()).isEqualTo(Closed.NEW);

        two.failures(4);
        world.advance(Duration.ofMillis(50));

        assertThat(world.state()).isEqualTo(new Closed(0, 0, Map.of("m2", 4)));
    }

    @Test
    void whatTheClientCausedIsNoVerdict() {
        one.failures(2);
        var _ = one.answered(404);
        var _ = one.failed(AttemptFailure.CANCELLED);
        var _ = one.failed(AttemptFailure.TIMEOUT);
        var _ = one.failed(AttemptFailure.CONNECT);
        world.advance(Duration.ofMillis(50));
        assertThat(one.breaker.view().state()).isEqualTo("closed");

        one.failures(1);

        assertThat(one.breaker.view().state()).isEqualTo("open");
    }

    @Test
    void refusalSaysHowLongItStaysOpen() {
        open();
        world.advance(Duration.ofMillis(9_500));

        assertThat(two.send().refusal().headers().first("Retry-After")).isEqualTo("21");
        assertThat(two.metric("circuit_breaker_rejected")).isEqualTo(1);
        assertThat(two.metric("circuit_breaker_state{")).isEqualTo(2);
        assertThat(two.metric("circuit_breaker_state_changes{service=\"svc\",to=\"open\"}")).isEqualTo(1);
    }

    @Test
    void aFailureThatBeganBeforeAnOpeningDoesNotCountAfterIt() {
        // Given
        List<CompletableFuture<Response>> late = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            late.add(two.pending());
            var _ = two.send();
        }
        halfOpen();
        for (int i = 0; i < 3; i++) {
            var _ = sent(one);
        }
        assertThat(world.state().kind()).isEqualTo("closed");
        // When
        late.forEach(answer -> answer.complete(Response.of(504, Headers.of())));
        world.advance(Duration.ofSeconds(1));
        // Then
        assertThat(world.state()).isEqualTo(new Closed(3, 1, Map.of()));
        assertThat(two.breaker.view().state()).isEqualTo("closed");
    }

    @Test
    void exactlyTheProbesThatHaveToSucceedPassOnAllNodesTogether() {
        // Given
        halfOpen();
        List<CompletableFuture<Response>> answers = new ArrayList<>();
        int before = passed();
        // When
        List<Outcome> outcomes = new ArrayList<>();
        for (Node node : world.nodes) {
            for (int i = 0; i < 4; i++) {
                answers.add(node.pending());
                outcomes.add(node.send());
            }
        }
        world.runDue();
        // Then
        assertThat(passed() - before).isEqualTo(3);
        assertThat(outcomes.stream().filter(Outcome::isPending)).hasSize(3);
        assertThat(outcomes.stream().filter(outcome -> !outcome.isPending())).allMatch(outcome -> outcome.text().equals("CIRCUIT_OPEN"));
        answers.forEach(answer -> answer.complete(Response.of(200, Headers.of())));
        world.runDue();
        assertThat(world.nodes).allSatisfy(node -> assertThat(node.breaker.view().state()).isEqualTo("closed"));
    }

    private int passed() {
        return world.nodes.stream().mapToInt(node -> node.passed.size()).sum();
    }

    @Test
    void oneNodeAloneGetsAllProbesAndCloses() {
        halfOpen();

        assertThat(List.of(sent(two).text(), sent(two).text(), sent(two).text())).containsOnly("200");
        assertThat(world.nodes).allSatisfy(node -> assertThat(node.breaker.view().state()).isEqualTo("closed"));
        assertThat(three.metric("circuit_breaker_state_changes{service=\"svc\",to=\"closed\"}")).isEqualTo(1);
    }

    @Test
    void oneFailedProbeOpensItAgain() {
        halfOpen();
        var _ = sent(two);
        var _ = three.answered(500);
        world.runDue();

        assertThat(world.nodes).allSatisfy(node -> assertThat(node.breaker.view().state()).isEqualTo("open"));
    }

    @Test
    void aProbeWhoseClientWentAwayIsGivenBack() {
        // Given
        halfOpen();
        List<CompletableFuture<Response>> answers = List.of(two.pending(), two.pending(), two.pending());
        for (int i = 0; i < 3; i++) {
            var _ = sent(two);
        }
        assertThat(sent(three).text()).isEqualTo("CIRCUIT_OPEN");
        // When
        answers.getFirst().completeExceptionally(
                new io.gridgate.exchange.AttemptException(AttemptFailure.CANCELLED, "by script", null).toGatewayException());
        world.runDue();
        // Then
        assertThat(sent(three).text()).isEqualTo("200");
    }

    @Test
    void anExchangeThatIsCancelledWhileItAsksGivesItsProbeBack() {
        halfOpen();
        Exchange exchange = Exchanges.of(world.loop, "GET", Headers.of(), Body.empty(), false);
        Outcome outcome = two.send(exchange);

        exchange.cancel();
        world.runDue();

        assertThat(outcome.isPending()).isFalse();
        assertThat(two.passed).isEmpty();
        assertThat(((HalfOpen) world.state()).probes()).isEmpty();
        assertThat(world.loop.timers()).isZero();
    }

    @Test
    void anAskThatIsNotAnsweredWithinASecondIsRefused() {
        halfOpen();
        two.store.faults = () -> FaultyStore.Fault.ANSWER_LOST;

        Outcome outcome = sent(two);
        assertThat(outcome.isPending()).isTrue();
        world.advance(Duration.ofSeconds(1));

        assertThat(outcome.text()).isEqualTo("CIRCUIT_OPEN");
        assertThat(two.passed).isEmpty();
        two.store.faults = () -> FaultyStore.Fault.NONE;
        world.advance(Duration.ofSeconds(1));
        assertThat(((HalfOpen) world.state()).probes()).as("what was granted without a word is given back").isEmpty();
    }

    @Test
    void halfOpenWithoutAVerdictOpensAgain() {
        halfOpen();
        var _ = two.pending();
        var _ = sent(two);

        world.advance(Duration.ofSeconds(59));
        assertThat(world.state().kind()).isEqualTo("half_open");
        world.advance(Duration.ofSeconds(2));

        assertThat(world.nodes).allSatisfy(node -> assertThat(node.breaker.view().state()).isEqualTo("open"));
    }

    @Test
    void halfOpenThatNobodyAsksOfStays() {
        halfOpen();

        world.advance(Duration.ofMinutes(10));

        assertThat(world.state().kind()).isEqualTo("half_open");
        assertThat(sent(three).text()).isEqualTo("200");
    }

    @Test
    void aMemberThatDiesWithAProbeDoesNotHoldTheOthersUp() {
        // Given
        halfOpen();
        for (int i = 0; i < 3; i++) {
            var _ = two.pending();
            var _ = sent(two);
        }
        assertThat(sent(three).text()).isEqualTo("CIRCUIT_OPEN");
        // When
        two.store.faults = () -> FaultyStore.Fault.REQUEST_LOST;
        two.store.leave();
        world.advance(Duration.ofMillis(2_500));
        // Then
        assertThat(List.of(sent(three).text(), sent(three).text(), sent(three).text())).containsOnly("200");
        assertThat(world.state().kind()).isEqualTo("closed");
    }

    @Test
    void aJoinerKnowsTheState() {
        open();

        Node four = world.join();
        world.runDue();

        assertThat(four.breaker.first()).isCompleted();
        assertThat(four.send().text()).isEqualTo("CIRCUIT_OPEN");
    }

    @Test
    void lostEventsAreMadeUpForByTheNextLook() {
        world.nodes.forEach(node -> node.store.eventsLost = true);
        one.failures(5);
        world.advance(Duration.ofMillis(100));
        assertThat(two.breaker.view().state()).isEqualTo("closed");

        world.advance(Duration.ofSeconds(1));

        assertThat(two.breaker.view().state()).isEqualTo("open");
    }

    @Test
    void anOperatorHoldsItEverywhere() throws Exception {
        force(one, BreakerChange.Operator.OPEN);
        assertThat(world.nodes).allSatisfy(node -> assertThat(node.breaker.view()).isEqualTo(new BreakerView("open", true)));
        world.advance(Duration.ofHours(2));
        assertThat(two.send().refusal().headers().first("Retry-After")).isEqualTo("30");

        force(two, BreakerChange.Operator.CLOSED);
        one.failures(50);
        world.runDue();
        assertThat(world.nodes).allSatisfy(node -> assertThat(node.breaker.view()).isEqualTo(new BreakerView("closed", true)));

        force(three, BreakerChange.Operator.AUTO);
        assertThat(world.nodes).allSatisfy(node -> assertThat(node.breaker.view()).isEqualTo(new BreakerView("closed", false)));
        one.failures(5);
        assertThat(one.breaker.view()).isEqualTo(new BreakerView("open", false));
    }

    /** The word is waited for; here the turn that carries it is the test's own. */
    private void force(Node node, BreakerChange.Operator to) throws Exception {
        Thread operator = Thread.ofVirtual().unstarted(() -> {
            try {
                var _ = node.breaker.force(to);
            } catch (BreakerStoreException e) {
                throw new IllegalStateException(e);
            }
        });
        operator.start();
        while (operator.isAlive()) {
            operator.join(Duration.ofMillis(5));
            world.runDue();
        }
    }

    @Test
    void otherNumbersCountFromNowOnAndKeepWhatWasCounted() {
        one.failures(3);
        world.advance(Duration.ofMillis(50));

        world.nodes.forEach(node -> node.breaker.config(new CircuitBreakerConfig(3, 1, Duration.ofSeconds(10), Duration.ofSeconds(60))));
        world.runDue();
        assertThat(world.state().kind()).isEqualTo("open");
        world.advance(Duration.ofSeconds(10));

        assertThat(sent(two).text()).isEqualTo("200");
        assertThat(world.state().kind()).isEqualTo("closed");
    }

    @Test
    void withoutTheGridANodeGoesByItsOwnFailures() {
        // Given
        one.store.faults = () -> FaultyStore.Fault.REQUEST_LOST;
        one.failures(5);
        assertThat(one.breaker.view().state()).isEqualTo("open");
        // When
        world.advance(Duration.ofSeconds(6));
        world.advance(OPEN_TIME);
        // Then
        assertThat(one.breaker.view().state()).isEqualTo("half_open");
        assertThat(List.of(sent(one).text(), sent(one).text(), sent(one).text())).containsOnly("200");
        assertThat(one.breaker.view().state()).isEqualTo("closed");
        assertThat(world.state()).isEqualTo(Closed.NEW);
    }

    @Test
    void theGridsStateCountsWhenItIsBack() {
        one.store.faults = () -> FaultyStore.Fault.REQUEST_LOST;
        world.advance(Duration.ofSeconds(10));
        two.failures(5);
        world.advance(Duration.ofSeconds(1));
        assertThat(one.breaker.view().state()).isEqualTo("closed");

        one.store.faults = () -> FaultyStore.Fault.NONE;
        world.advance(Duration.ofSeconds(2));

        assertThat(one.breaker.view().state()).isEqualTo("open");
    }

    @Test
    void flappingIsDamped() {
        for (int opening = 1; opening <= 4; opening++) {
            open();
            assertThat(two.breaker.view().state()).isEqualTo("open");
            world.advance(OPEN_TIME);
            if (opening < 4) {
                var _ = List.of(sent(one), sent(one), sent(one));
                assertThat(two.breaker.view().state()).isEqualTo("closed");
            }
        }
        assertThat(two.breaker.view().state()).isEqualTo("open");
        world.advance(OPEN_TIME);
        assertThat(two.breaker.view().state()).isEqualTo("half_open");
    }

    @Test
    void aClosedOneTakesNoTimersAndRefusesWhoAsks() {
        halfOpen();
        two.breaker.close();
        Outcome outcome = sent(two);

        assertThat(outcome.text()).isEqualTo("CIRCUIT_OPEN");
        assertThat(new ManualLoop(world.ticker).timers()).isZero();
        assertThat(two.metric("circuit_breaker_state{")).isZero();
    }

    @Test
    void numbersThatChangeWithinATurnAreFollowed() {
        boolean reached = true;
        for (int call = 1; reached; call++) {
            // Given
            AtomicInteger calls = new AtomicInteger();
            AtomicReference<Runnable> within = new AtomicReference<>(() -> {});
            Ticker ticker = () -> {
                if (calls.decrementAndGet() == 0) {
                    within.get().run();
                }
                return world.ticker.nanos();
            };
            BreakerStore store = InMemoryBreakerStore.of("m1");
            try (BreakerPoll poll = new BreakerPoll(store, world.scheduler);
                    Breaker breaker = Breaker.start("numbers", BreakerFixture.CONFIG,
                            new Breaker.Ports(store, poll, world.scheduler, ticker, one.metrics, world.told::add))) {
                world.runDue();
                within.set(() -> breaker.config(new CircuitBreakerConfig(1, 3, OPEN_TIME, OPEN_TIME)));
                calls.set(call);
                // When
                world.advance(Duration.ofSeconds(2));
                // Then
                reached = calls.get() <= 0;
                assertThat(reached || call > 4).as("calls of the clock").isTrue();
                assertThat(((Passing) breaker.position()).run().failuresMax()).as("changed at call " + call).isEqualTo(reached ? 1 : 5);
            }
        }
    }
}
