package io.gridgate.grid;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.config.gateway.RateLimitConfig.Algorithm;
import io.gridgate.config.value.HostPort;
import io.gridgate.ratelimit.counter.Ask;
import io.gridgate.ratelimit.counter.CounterRule;
import io.gridgate.ratelimit.counter.CounterStore.Standing;
import io.gridgate.ratelimit.counter.Grant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two sides that counted apart: what each admits meanwhile, and what counts when they have met. */
final class CounterMergeIT {

    private static final CounterRule RULE = new CounterRule(Algorithm.FIXED_WINDOW, 100, 100, Duration.ofDays(1_000).toMillis());

    private final List<HostPort> peers = new CopyOnWriteArrayList<>();
    private final List<GridMember> members = new ArrayList<>();

    @AfterEach
    void leave() {
        members.forEach(GridMember::terminate);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> Members.threads().isEmpty());
    }

    private GridMember start(String name) throws GridRefusedException {
        GridOptions.Node node = new GridOptions.Node(name, "zone-a", "1.2.3", Instant.ofEpochSecond(1_700_000_000));
        GridMember member = GridMember
                .start(new GridOptions(node, "merge-" + ProcessHandle.current().pid(), "127.0.0.1", 0, () -> peers, Members.CACHE_OCTETS,
                        null));
        members.add(member);
        return member;
    }

    private static Grant ask(GridMember member, String key, long holder, long id, long wanted) throws Exception {
        return member.counters().ask(key, RULE, new Ask(holder, id, wanted, 0, 1, 2, 100, 0, 0)).toCompletableFuture().get(5,
                TimeUnit.SECONDS);
    }

    @Test
    void usageIsTheSumOfWhatEachSideSpent() throws Exception {
        // Given
        GridMember one = start("gw-1");
        GridMember two = start("gw-2");
        assertThat(ask(one, "both", 1, 1, 10).granted()).isEqualTo(10);
        assertThat(ask(two, "both", 2, 1, 200).granted()).as("each side admits up to the limit").isEqualTo(100);
        assertThat(ask(one, "one", 1, 2, 25).granted()).isEqualTo(25);
        assertThat(ask(two, "two", 2, 2, 35).granted()).isEqualTo(35);
        // When
        peers.addAll(List.of(one.address(), two.address()));
        Awaitility.await().atMost(Duration.ofSeconds(30))
                .until(() -> members.stream().allMatch(member -> member.membership().members().size() == 2));
        // Then
        Awaitility.await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> ask(two, "two", 3, 1, 100).granted() == 65);
        assertThat(ask(two, "one", 3, 2, 100).granted()).isEqualTo(75);
        assertThat(ask(one, "both", 3, 3, 1).granted()).as("10 and 100 of 100").isZero();
        assertThat(ask(two, "both", 2, 1, 200).granted()).as("a repeated ask is known on the other side too").isEqualTo(100);
    }

    @Test
    void whoSeesFewerThanHalfOfTheLastMembersDoesNotAsk() throws Exception {
        GridMember one = start("gw-1");
        assertThat(one.counters().standing()).isEqualTo(new Standing(true, 1));
        one.lastKnownMembers(() -> 2);
        assertThat(one.counters().standing()).isEqualTo(new Standing(true, 1));
        one.lastKnownMembers(() -> 3);
        assertThat(one.counters().standing()).as("shares are of the members that were").isEqualTo(new Standing(false, 3));
    }
}
