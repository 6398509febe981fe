package io.gridgate.service.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.exchange.AttemptException;
import io.gridgate.exchange.AttemptFailure;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.Response;
import io.gridgate.http.Headers;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class VerdictTest {

    @ParameterizedTest
    @CsvSource({"200,SUCCESS", "204,SUCCESS", "304,SUCCESS", "400,NONE", "401,NONE", "404,NONE", "429,NONE", "499,NONE", "500,FAILURE",
            "501,SUCCESS", "502,FAILURE", "503,FAILURE", "504,FAILURE", "505,SUCCESS"})
    void statusDecides(int status, Verdict verdict) {
        assertThat(Verdict.of(Response.of(status, Headers.of()), null)).isEqualTo(verdict);
    }

    @ParameterizedTest
    @EnumSource(AttemptFailure.class)
    void aFailureOfTheLastAttemptIsOneUnlessTheServiceNeverSawIt(AttemptFailure failure) {
        Throwable seen = new CompletionException(new AttemptException(failure, "", null).toGatewayException());

        Verdict expected = failure == AttemptFailure.SATURATED || failure == AttemptFailure.CANCELLED ? Verdict.NONE : Verdict.FAILURE;
        assertThat(Verdict.of(null, seen)).isEqualTo(expected);
    }

    @Test
    void aRefusalOfTheGatewayItselfIsNone() {
        assertThat(Verdict.of(null, GatewayException.of(ErrorCode.NO_INSTANCES))).isEqualTo(Verdict.NONE);
        assertThat(Verdict.of(null, GatewayException.of(ErrorCode.BODY_TOO_LARGE))).isEqualTo(Verdict.NONE);
        assertThat(Verdict.of(null, new IllegalStateException("a bug"))).isEqualTo(Verdict.NONE);
        assertThat(Verdict.of(null, null)).isEqualTo(Verdict.NONE);
    }
}
