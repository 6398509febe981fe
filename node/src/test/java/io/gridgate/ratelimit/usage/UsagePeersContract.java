package io.gridgate.ratelimit.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.ratelimit.usage.LimitFacts.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What all peers do that can be asked for the use of limits. */
public abstract class UsagePeersContract {

    private static final LimitFacts FACTS = new LimitFacts(Kind.LOCAL_RATE, "per-client", 100, 10, "token_bucket", "1 hour");

    /** Returns one node's peers. */
    protected abstract UsagePeers peers();

    /** Returns those of the only other node. */
    protected abstract UsagePeers otherPeers();

    @Test
    void othersAnswerByTheirSourceAndNoNodeAsksItself() {
        // Given
        List<Integer> asked = new ArrayList<>();
        List<LimitUsage> usage = List.of(new LimitUsage(FACTS, 3, List.of(new KeyUsage("10.0.0.1:ü", 97, 3, 12, 3_000))));
        otherPeers().answerBy(keys -> {
            asked.add(keys);
            return usage;
        });
        peers().answerBy(_ -> {
            throw new IllegalStateException("asked itself");
        });
        // When
        Map<String, Optional<List<LimitUsage>>> answers = peers().ask(7);
        // Then
        assertThat(answers).isEqualTo(Map.of(otherPeers().self(), Optional.of(usage)));
        assertThat(asked).containsExactly(7);
    }

    @Test
    void longAnswersComeWhole() {
        List<KeyUsage> keys = IntStream.range(0, 400).mapToObj(i -> new KeyUsage("k".repeat(128) + i, 1_000 - i, 0, 0, 1)).toList();
        List<LimitUsage> usage = IntStream.range(0, 20).mapToObj(_ -> new LimitUsage(FACTS, 400, keys)).toList();
        otherPeers().answerBy(_ -> usage);

        assertThat(peers().ask(400)).isEqualTo(Map.of(otherPeers().self(), Optional.of(usage)));
    }
}
