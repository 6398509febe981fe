package io.gridgate.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridgate.service.Exchanges;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExchangeTest {

    private final Exchange exchange = Exchanges.get();
    private final List<String> heard = new ArrayList<>();

    @Test
    void listenerThatFailsKeepsNoOtherFromHearingOfTheEnd() {
        exchange.onEnded(_ -> heard.add("first"));
        exchange.onEnded(_ -> fail("second"));
        exchange.onEnded(_ -> fail("third"));
        exchange.onEnded(_ -> heard.add("fourth"));

        assertThatThrownBy(() -> exchange.end(Outcome.COMPLETED)).hasMessage("second")
                .satisfies(failure -> assertThat(failure.getSuppressed()).extracting(Throwable::getMessage).containsExactly("third"));

        assertThat(heard).containsExactly("first", "fourth");
        assertThat(exchange.outcome()).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void listenerThatFailsKeepsNoOtherFromHearingOfTheCancellation() {
        exchange.onCancelled(() -> fail("first"));
        exchange.onCancelled(() -> heard.add("second"));

        assertThatThrownBy(exchange::cancel).hasMessage("first");

        assertThat(heard).containsExactly("second");
        assertThat(exchange.isCancelled()).isTrue();
    }

    private static void fail(String message) {
        throw new IllegalStateException(message);
    }
}
