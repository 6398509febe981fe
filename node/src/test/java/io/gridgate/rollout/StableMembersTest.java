package io.gridgate.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

final class StableMembersTest {

    private static final Set<String> THREE = Set.of("gw-1", "gw-2", "gw-3");

    private final StableMembers stable = new StableMembers();

    @Test
    void vanishedMembersAreMissed() {
        stable.observe(THREE, Set.of(), 0);
        stable.observe(Set.of("gw-1"), Set.of(), 1);
        assertThat(stable.isQuorum()).isFalse();
        assertThat(stable.size()).isEqualTo(3);
    }

    @Test
    void halfIsEnough() {
        stable.observe(Set.of("gw-1", "gw-2"), Set.of(), 0);
        stable.observe(Set.of("gw-1"), Set.of(), 1);
        assertThat(stable.isQuorum()).isTrue();
    }

    @Test
    void whoSaidThatItLeavesIsNotMissedThoughItsWordIsLostWithIt() {
        stable.observe(THREE, Set.of("gw-2", "gw-3"), 0);
        stable.observe(Set.of("gw-1"), Set.of(), 1);
        assertThat(stable.isQuorum()).isTrue();
        assertThat(stable.size()).isEqualTo(1);
    }

    @Test
    void whoComesBackAndVanishesIsMissed() {
        stable.observe(THREE, Set.of("gw-3"), 0);
        stable.observe(Set.of("gw-1", "gw-2"), Set.of("gw-3"), 1);
        stable.observe(THREE, Set.of(), 2);
        stable.observe(Set.of("gw-1"), Set.of(), 3);
        assertThat(stable.size()).isEqualTo(3);
        assertThat(stable.isQuorum()).isFalse();
    }

    @Test
    void halfOrMoreForgetTheVanishedAfterAMinuteAndFewerNever() {
        stable.observe(THREE, Set.of(), 0);
        stable.observe(Set.of("gw-1", "gw-2"), Set.of(), 1);
        stable.observe(Set.of("gw-1", "gw-2"), Set.of(), 2 + RolloutTimes.STABLE);
        assertThat(stable.size()).isEqualTo(2);

        StableMembers few = new StableMembers();
        few.observe(THREE, Set.of(), 0);
        few.observe(Set.of("gw-1"), Set.of(), 1);
        few.observe(Set.of("gw-1"), Set.of(), 2 + 10 * RolloutTimes.STABLE);
        assertThat(few.size()).isEqualTo(3);
    }

    @Test
    void operatorsWordSettlesIt() {
        stable.observe(THREE, Set.of(), 0);
        stable.observe(Set.of("gw-1"), Set.of(), 1);
        stable.settle();
        assertThat(stable.isQuorum()).isTrue();
    }

    @Test
    void nothingIsLearntOutsideTheGrid() {
        stable.observe(THREE, Set.of(), 0);
        stable.observe(Set.of(), Set.of(), 1);
        assertThat(stable.size()).isEqualTo(3);
    }
}
