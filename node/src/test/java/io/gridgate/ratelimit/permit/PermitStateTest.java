package io.gridgate.ratelimit.permit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PermitStateTest {

    private final Set<String> members = new HashSet<>(Set.of("a", "b", "c"));
    private PermitState state = PermitState.EMPTY;
    private long nowMillis = 1_700_000_000_000L;
    private long ids;

    private int ask(String holder, int limit, int busy, int wanted, int spare) {
        PermitState.Answered answered = state.ask(new PermitAsk(holder, ++ids, limit, busy, wanted, spare), members::contains, nowMillis);
        state = answered.state();
        return answered.held();
    }

    @Test
    void permitsOfWhoLeftAreFreeASecondAfterItsLastWord() {
        // Given
        assertThat(ask("a", 5, 0, 5, 0)).isEqualTo(5);
        nowMillis += 10_000;
        assertThat(ask("a", 5, 5, 0, 0)).isEqualTo(5);
        // When
        members.remove("a");
        // Then
        nowMillis += PermitState.UNKNOWN_MILLIS - 1;
        assertThat(ask("b", 5, 0, 5, 0)).as("who has just spoken may be a member that the owner does not know yet").isZero();
        nowMillis += 1;
        assertThat(ask("b", 5, 0, 5, 0)).isEqualTo(5);
        assertThat(state.holders()).extracting(PermitState.Holder::member).containsExactly("b");
    }

    @Test
    void memberThatSaysNothingForTenMinutesHasNothing() {
        assertThat(ask("a", 5, 0, 4, 0)).isEqualTo(4);
        nowMillis += PermitState.KEPT_MILLIS - 1;
        assertThat(ask("b", 5, 0, 5, 0)).isEqualTo(1);
        nowMillis += 1;
        assertThat(ask("b", 5, 1, 4, 0)).isEqualTo(5);
    }

    @Test
    void lastWordOfWhoHasNothingIsRememberedSoThatALateOneChangesNothing() {
        // Given
        PermitAsk late = new PermitAsk("a", ++ids, 5, 0, 5, 0);
        assertThat(ask("a", 5, 0, 0, 0)).isZero();
        nowMillis += PermitState.REMEMBERED_MILLIS - 1;
        assertThat(ask("b", 5, 0, 1, 0)).isEqualTo(1);
        // When
        PermitState.Answered answered = state.ask(late, members::contains, nowMillis);
        // Then
        assertThat(answered.state()).isSameAs(state);
        assertThat(answered.held()).isZero();
        assertThat(state.keptMillis()).isEqualTo(PermitState.KEPT_MILLIS);
        assertThat(ask("b", 5, 0, 0, 0)).isZero();
        assertThat(state.keptMillis()).isEqualTo(PermitState.REMEMBERED_MILLIS);
    }

    @Test
    void permitThatComesFreeGoesToWhoHasWaitedLongest() {
        // Given: a has the only one, and waits for more; b came first.
        assertThat(ask("a", 1, 0, 1, 0)).isEqualTo(1);
        assertThat(ask("b", 1, 0, 1, 0)).isZero();
        nowMillis += 5;
        assertThat(ask("a", 1, 1, 1, 0)).isEqualTo(1);
        nowMillis += 5;
        // When
        int again = ask("a", 1, 0, 1, 0);
        // Then
        assertThat(again).isZero();
        nowMillis += 5;
        assertThat(ask("b", 1, 0, 2, 0)).isEqualTo(1);
        assertThat(ask("b", 1, 0, 2, 0)).as("it is a's turn now").isZero();
        assertThat(ask("a", 1, 0, 1, 0)).isEqualTo(1);
    }

    @Test
    void nothingIsKeptForWhoNoLongerAsks() {
        assertThat(ask("a", 1, 0, 1, 0)).isEqualTo(1);
        assertThat(ask("b", 1, 0, 1, 0)).isZero();
        nowMillis += PermitState.LACKING_MILLIS;
        assertThat(ask("a", 1, 0, 1, 0)).isZero();
        nowMillis += 1;
        assertThat(ask("a", 1, 0, 1, 0)).isEqualTo(1);
    }

    @Test
    void sparePermitsGoOutWhileHalfOfTheLimitIsFree() {
        assertThat(ask("a", 100, 0, 1, 5)).isEqualTo(6);
        assertThat(ask("b", 100, 0, 42, 5)).isEqualTo(44);
        assertThat(ask("c", 100, 0, 1, 5)).isEqualTo(1);
        assertThat(ask("c", 100, 1, 49, 5)).as("spare ones are in the way of nobody for longer than a moment").isEqualTo(50);
    }

    @Test
    void clockThatGoesBackTakesNothingFromMembersAndKeepsNothingForWhoLeft() {
        // Given: a has all, b waits for some, c has spoken last.
        assertThat(ask("a", 2, 0, 2, 0)).isEqualTo(2);
        assertThat(ask("b", 2, 0, 1, 0)).isZero();
        // When
        nowMillis -= 100_000;
        // Then
        assertThat(ask("c", 2, 0, 2, 0)).isZero();
        members.remove("a");
        assertThat(ask("c", 2, 0, 2, 0)).as("neither the dead one nor who waited before the step is in the way").isEqualTo(2);
        assertThat(state.holders()).extracting(PermitState.Holder::member).containsExactly("b", "c");
    }

    @Test
    void clockThatGoesForwardTakesNothingFromMembers() {
        assertThat(ask("a", 2, 0, 2, 0)).isEqualTo(2);
        nowMillis += 300_000;
        assertThat(ask("b", 2, 0, 2, 0)).isZero();
        members.remove("a");
        assertThat(ask("b", 2, 0, 2, 0)).isEqualTo(2);
    }

    @Test
    void askThatCannotBeMeantIsRefused() {
        assertThat(List.of(new int[]{0, 0, 0, 0}, new int[]{1, -1, 0, 0}, new int[]{1, 0, -1, 0}, new int[]{1, 0, 0, -1}))
                .allSatisfy(bad -> assertThatThrownBy(() -> new PermitAsk("a", 1, bad[0], bad[1], bad[2], bad[3]))
                        .isInstanceOf(IllegalArgumentException.class));
    }
}
