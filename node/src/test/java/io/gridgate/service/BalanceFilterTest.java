package io.gridgate.service;

import static io.gridgate.service.ServiceFixture.fixed;
import static io.gridgate.service.ServiceFixture.outcome;
import static io.gridgate.service.ServiceFixture.retries;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.config.service.OutlierDetectionConfig;
import io.gridgate.config.service.ServiceConfig;
import io.gridgate.exchange.AttemptException;
import io.gridgate.exchange.AttemptFailure;
import io.gridgate.exchange.Chain;
import io.gridgate.exchange.Response;
import io.gridgate.service.ScriptedAttempts.StreamedBody;
import io.gridgate.service.ServiceView.InstanceView;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class BalanceFilterTest {

    private static final String A = "10.0.0.1:80";
    private static final String B = "10.0.0.2:80";

    private final ServiceFixture fixture = new ServiceFixture();
    private final ScriptedAttempts attempts = fixture.attempts;

    private static ServiceConfig withOutlierDetection(int failures, String... addresses) {
        ServiceConfig plain = fixed(addresses);
        return new ServiceConfig(plain.name(), plain.instances(), null, plain.loadBalancer(), plain.tls(), plain.protocol(),
                plain.timeouts(),
                false, plain.retries(), null, null, new OutlierDetectionConfig(failures, Duration.ofSeconds(30), 0.5), plain.connections());
    }

    private Chain chain() {
        return fixture.chain(fixed(A), retries(0), null);
    }

    private Response proceed(Chain chain) {
        return requireNonNull(outcome(chain.proceed(fixture.get())).response());
    }

    private InstanceView view(String address) {
        return fixture.registry.view().getFirst().instances().stream().filter(one -> one.address().equals(address)).findFirst()
                .orElseThrow();
    }

    @Test
    void anExchangeIsUnderWayUntilItsBodyIsComplete() {
        attempts.stream(200);
        Response response = proceed(chain());
        assertThat(fixture.registry.inFlight()).isEqualTo(1);

        StreamedBody.read(response);
        assertThat(view(A).inFlight()).isEqualTo(1);
        attempts.answers.getFirst().end();

        assertThat(fixture.registry.inFlight()).isZero();
        response.close();
        assertThat(fixture.registry.inFlight()).isZero();
        assertThat(view(A).inFlight()).isZero();
    }

    @Test
    void itEndsOnceWhenTheBodyBreaksOff() {
        attempts.stream(200);
        Response response = proceed(chain());
        StreamedBody.read(response);
        attempts.answers.getFirst().breakOff();
        response.close();

        assertThat(fixture.registry.inFlight()).isZero();
    }

    @Test
    void itEndsOnceWhenTheAnswerIsGivenUp() {
        attempts.stream(200);
        Response response = proceed(chain());
        response.close();
        response.close();

        assertThat(fixture.registry.inFlight()).isZero();
        assertThat(attempts.answers.getFirst().closed).isTrue();
    }

    @Test
    void itEndsWhenTheAttemptFails() {
        CompletableFuture<Response> pending = new CompletableFuture<>();
        attempts.pending(pending);
        CompletionStage<Response> answer = chain().proceed(fixture.get());
        assertThat(fixture.registry.inFlight()).isEqualTo(1);

        pending.completeExceptionally(new AttemptException(AttemptFailure.RESET, "by script", null));

        assertThat(outcome(answer).failure()).isNotNull();
        assertThat(fixture.registry.inFlight()).isZero();
    }

    @Test
    void anAnswerInMemoryIsPassedOnAsItIs() {
        attempts.answer(204);

        assertThat(proceed(chain()).body().length()).isZero();
        assertThat(fixture.registry.inFlight()).isZero();
    }

    @Test
    void theLatencyIsTheTimeToTheHeadOfTheAnswer() {
        CompletableFuture<Response> pending = new CompletableFuture<>();
        attempts.pending(pending);
        var _ = chain().proceed(fixture.get());
        fixture.ticker.advance(Duration.ofMillis(40));
        pending.complete(Response.of(200, io.gridgate.http.Headers.of()));

        assertThat(view(A).latency()).isEqualTo(Duration.ofMillis(40));
    }

    @Test
    void aQuickFailureLooksSlow() {
        attempts.fail(AttemptFailure.CONNECT);
        var _ = chain().proceed(fixture.get());

        assertThat(view(A).latency()).isEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @EnumSource(names = {"CONNECT", "RESET", "PROTOCOL", "TIMEOUT"})
    void failuresInARowEject(AttemptFailure failure) {
        Chain chain = fixture.chain(withOutlierDetection(3, A, B), retries(0), null);
        for (int request = 0; request < 5; request++) {
            attempts.fail(failure);
            var _ = chain.proceed(fixture.get());
        }

        assertThat(view(A).isEjected() ^ view(B).isEjected()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"CANCELLED", "SATURATED"})
    void whatTheInstanceHasNoPartInDoesNotSpeakAgainstIt(AttemptFailure failure) {
        Chain chain = fixture.chain(withOutlierDetection(1, A, B), retries(0), null);
        for (int request = 0; request < 10; request++) {
            attempts.fail(failure);
            var _ = chain.proceed(fixture.get());
        }

        assertThat(view(A).isEjected() || view(B).isEjected()).isFalse();
    }

    @Test
    void answersThatAlwaysBreakOffEject() {
        Chain chain = fixture.chain(withOutlierDetection(3, A, B), retries(0), null);
        for (int request = 0; request < 6; request++) {
            attempts.stream(200);
            Response response = proceed(chain);
            StreamedBody.read(response);
            attempts.answers.getLast().breakOff();
        }

        assertThat(view(A).isEjected() ^ view(B).isEjected()).isTrue();
    }

    @Test
    void aFailingAnswerEjectsAnda500DoesNot() {
        Chain chain = fixture.chain(withOutlierDetection(3, A, B), retries(0), null);
        for (int request = 0; request < 20; request++) {
            attempts.answer(500);
            var _ = proceed(chain);
        }
        assertThat(view(A).isEjected() || view(B).isEjected()).isFalse();

        for (int request = 0; request < 5; request++) {
            attempts.answer(503);
            var _ = proceed(chain);
        }
        assertThat(view(A).isEjected() ^ view(B).isEjected()).isTrue();
    }
}
