package io.gridgate.service;

import static io.gridgate.service.ServiceFixture.fixed;
import static io.gridgate.service.ServiceFixture.outcome;
import static io.gridgate.service.ServiceFixture.retries;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.config.service.RetriesConfig;
import io.gridgate.config.service.RetryOn;
import io.gridgate.exchange.AttemptException;
import io.gridgate.exchange.AttemptFailure;
import io.gridgate.exchange.Body;
import io.gridgate.exchange.Chain;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.Response;
import io.gridgate.http.HeaderNames;
import io.gridgate.service.ServiceFixture.Outcome;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RetryFilterTest {

    private static final String A = "10.0.0.1:80";
    private static final String B = "10.0.0.2:80";
    private static final String C = "10.0.0.3:80";

    private final ServiceFixture fixture = new ServiceFixture();
    private final ScriptedAttempts attempts = fixture.attempts;

    private Chain chain(int retries) {
        return fixture.chain(fixed(A, B, C), retries(retries), null);
    }

    private static Body body(String text) {
        return Body.of(text.getBytes(UTF_8));
    }

    private static ErrorCode code(Outcome outcome) {
        return outcome.failure() instanceof GatewayException refusal ? refusal.code() : ErrorCode.INTERNAL;
    }

    @Test
    void aFailedConnectIsTriedOnAnotherInstance() {
        attempts.fail(AttemptFailure.CONNECT).fail(AttemptFailure.CONNECT).answer(200);

        Outcome outcome = outcome(chain(2).proceed(fixture.get()));

        assertThat(outcome.status()).isEqualTo(200);
        assertThat(attempts.asked).containsExactlyInAnyOrder(A, B, C);
    }

    @Test
    void thereAreNoMoreTriesThanConfiguredAfterTheFirst() {
        attempts.fail(AttemptFailure.CONNECT).fail(AttemptFailure.CONNECT).fail(AttemptFailure.RESET).answer(200);

        Outcome outcome = outcome(chain(2).proceed(fixture.get()));

        assertThat(attempts.asked).hasSize(3);
        assertThat(code(outcome)).isEqualTo(ErrorCode.BAD_GATEWAY);
    }

    @Test
    void withoutAttemptsNothingIsRepeated() {
        attempts.fail(AttemptFailure.CONNECT).answer(200);

        assertThat(code(outcome(chain(0).proceed(fixture.get())))).isEqualTo(ErrorCode.BAD_GATEWAY);
        assertThat(attempts.asked).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {502, 503, 504})
    void aListedStatusIsRepeatedAndItsAnswerClosed(int status) {
        attempts.stream(status).answer(200);

        Outcome outcome = outcome(chain(2).proceed(fixture.get()));

        assertThat(outcome.status()).isEqualTo(200);
        assertThat(attempts.answers.getFirst().closed).isTrue();
        assertThat(fixture.registry.inFlight()).isZero();
    }

    @Test
    void theLastAnswerOfAFailingServiceIsPassedOn() {
        attempts.answer(503).answer(502).answer(504);

        assertThat(outcome(chain(2).proceed(fixture.get())).status()).isEqualTo(504);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 501, 429, 404, 200})
    void anotherStatusIsPassedOn(int status) {
        attempts.answer(status);

        assertThat(outcome(chain(2).proceed(fixture.get())).status()).isEqualTo(status);
        assertThat(attempts.asked).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"TIMEOUT", "PROTOCOL", "BODY", "CANCELLED", "RESET"})
    void aPostThatTheInstanceMayHaveSeenIsNeverSentTwice(AttemptFailure failure) {
        attempts.fail(failure).answer(200);

        Outcome outcome = outcome(chain(2).proceed(fixture.request("POST", body("pay"))));

        assertThat(outcome.failure()).isInstanceOf(GatewayException.class);
        assertThat(attempts.asked).hasSize(1);
    }

    @Test
    void aPostThatWasAnswered503IsNotSentTwice() {
        attempts.answer(503).answer(200);

        assertThat(outcome(chain(2).proceed(fixture.request("POST", body("pay")))).status()).isEqualTo(503);
        assertThat(attempts.asked).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"CONNECT", "SATURATED"})
    void aPostThatNoInstanceSawGoesToAnother(AttemptFailure failure) {
        attempts.fail(failure).answer(201).readingBody();

        assertThat(outcome(chain(2).proceed(fixture.request("POST", body("pay")))).status()).isEqualTo(201);
        assertThat(attempts.bodies).containsExactly("pay");
    }

    @Test
    void aPostThatIsListedIsRepeated() {
        Chain chain = fixture.chain(fixed(A, B), retries(1, RetryOn.DEFAULT, Set.of("POST")), null);
        attempts.fail(AttemptFailure.RESET).readingBody().answer(200).readingBody();

        assertThat(outcome(chain.proceed(fixture.request("POST", body("pay")))).status()).isEqualTo(200);
        assertThat(attempts.bodies).containsExactly("pay", "pay");
    }

    @ParameterizedTest
    @CsvSource({"CONNECT, false, true", "SATURATED, false, true", "RESET, true, false"})
    void aFailureThatIsNotListedIsNotRepeated(AttemptFailure failure, boolean connect, boolean reset) {
        Chain chain = fixture.chain(fixed(A, B), retries(2, new RetryOn(connect, reset, Set.of()), Set.of("GET")), null);
        attempts.fail(failure);

        assertThat(outcome(chain.proceed(fixture.get())).failure()).isInstanceOf(GatewayException.class);
        assertThat(attempts.asked).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"CONNECT, BAD_GATEWAY", "RESET, BAD_GATEWAY", "PROTOCOL, BAD_GATEWAY", "TIMEOUT, UPSTREAM_TIMEOUT",
            "SATURATED, OVERLOADED"})
    void theLastFailureDecidesTheAnswer(AttemptFailure failure, ErrorCode code) {
        attempts.fail(failure);

        assertThat(code(outcome(chain(0).proceed(fixture.get())))).isEqualTo(code);
    }

    @Test
    void aSaturatedOnlyInstanceIsNotAskedAgain() {
        Chain chain = fixture.chain(fixed(A), retries(2), null);
        attempts.fail(AttemptFailure.SATURATED).answer(200);

        assertThat(code(outcome(chain.proceed(fixture.get())))).isEqualTo(ErrorCode.OVERLOADED);
    }

    @Test
    void aBodyUpTo64KiBIsSentAgainAndALargerOneIsNot() {
        String fits = "x".repeat(64 * 1024);
        Chain chain = chain(2);
        attempts.fail(AttemptFailure.RESET).readingBody().answer(200).readingBody();
        assertThat(outcome(chain.proceed(fixture.request("PUT", body(fits)))).status()).isEqualTo(200);
        assertThat(attempts.bodies).containsExactly(fits, fits);

        attempts.fail(AttemptFailure.RESET).readingBody().answer(200);
        assertThat(code(outcome(chain.proceed(fixture.request("PUT", body(fits + "y")))))).isEqualTo(ErrorCode.BAD_GATEWAY);
    }

    @Test
    void aLargeBodyOfWhichNothingWasReadGoesToAnotherInstance() {
        String large = "x".repeat(100_000);
        attempts.fail(AttemptFailure.CONNECT).answer(200).readingBody();

        assertThat(outcome(chain(2).proceed(fixture.request("POST", body(large)))).status()).isEqualTo(200);
        assertThat(attempts.bodies).containsExactly(large);
    }

    @Test
    void theOnlyInstanceIsTriedAgainAfterAShortPause() {
        Chain chain = fixture.chain(fixed(A), retries(2), null);
        attempts.fail(AttemptFailure.CONNECT).answer(200);

        CompletionStage<Response> answer = chain.proceed(fixture.get());
        assertThat(outcome(answer).isPending()).isTrue();
        fixture.loop.advance(Duration.ofMillis(11));
        assertThat(attempts.asked).hasSize(1);
        fixture.loop.advance(Duration.ofMillis(15));

        assertThat(outcome(answer).status()).isEqualTo(200);
        assertThat(attempts.asked).containsExactly(A, A);
    }

    @Test
    void aCancelledExchangeIsNotRepeated() {
        CompletableFuture<Response> pending = new CompletableFuture<>();
        attempts.pending(pending).answer(200);
        Exchange exchange = fixture.get();
        CompletionStage<Response> answer = chain(2).proceed(exchange);

        exchange.cancel();
        pending.completeExceptionally(new AttemptException(AttemptFailure.RESET, "by script", null));

        assertThat(outcome(answer).failure()).isInstanceOf(GatewayException.class);
        assertThat(attempts.asked).hasSize(1);
    }

    @Test
    void aCancelWhileItWaitsEndsItAtOnce() {
        Chain chain = fixture.chain(fixed(A), retries(2), null);
        attempts.fail(AttemptFailure.CONNECT).answer(200);
        Exchange exchange = fixture.get();
        CompletionStage<Response> answer = chain.proceed(exchange);
        assertThat(fixture.loop.timers()).isEqualTo(1);

        exchange.cancel();

        assertThat(outcome(answer).failure()).isInstanceOf(GatewayException.class);
        assertThat(fixture.loop.timers()).isZero();
        assertThat(attempts.asked).hasSize(1);
    }

    @Test
    void theTotalTimeoutSetsTheDeadlineAndNothingIsRepeatedAfterIt() {
        Chain chain = fixture.chain(fixed(A, B), retries(2), Duration.ofSeconds(5));
        CompletableFuture<Response> pending = new CompletableFuture<>();
        attempts.pending(pending).answer(200);
        Exchange exchange = fixture.get();
        CompletionStage<Response> answer = chain.proceed(exchange);
        assertThat(exchange.deadlineNanos()).isEqualTo(fixture.ticker.nanos() + 5_000_000_000L);

        fixture.ticker.advance(Duration.ofSeconds(5));
        pending.completeExceptionally(new AttemptException(AttemptFailure.RESET, "by script", null));

        assertThat(code(outcome(answer))).isEqualTo(ErrorCode.BAD_GATEWAY);
        assertThat(attempts.asked).hasSize(1);
    }

    @Test
    void withoutATotalTimeoutThereIsNoDeadline() {
        Exchange exchange = fixture.get();
        var _ = chain(2).proceed(exchange);

        assertThat(exchange.deadlineNanos()).isEqualTo(Exchange.NO_DEADLINE);
    }

    @Test
    void theBudgetBoundsTheRetriesOfAServiceThatIsDown() {
        Chain chain = fixture.chain(fixed(A, B, C), RetriesConfig.DEFAULT, null);
        for (int request = 0; request < 500; request++) {
            attempts.fail(AttemptFailure.CONNECT).fail(AttemptFailure.CONNECT).fail(AttemptFailure.CONNECT);
            var _ = chain.proceed(fixture.get());
        }

        assertThat(attempts.asked.size() - 500).isBetween(100, 110);
    }

    @Test
    void aServiceWithoutInstancesAnswers503WithRetryAfter() {
        Outcome outcome = outcome(fixture.chain(fixed(), retries(2), null).proceed(fixture.get()));

        assertThat(code(outcome)).isEqualTo(ErrorCode.NO_INSTANCES);
        assertThat(outcome.failure()).isInstanceOfSatisfying(GatewayException.class,
                refusal -> assertThat(refusal.headers().contains(HeaderNames.RETRY_AFTER)).isTrue());
    }
}
