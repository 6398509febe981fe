package io.gridgate.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * The protocol under thousands of orders of steps, deaths and lost answers: what was answered holds, and the nodes agree in the end.
 *
 * <p>Thread-safety: confined to one test.
 */
final class RolloutSimulationTest {

    private static final int SCHEDULES = Integer.getInteger("gridgate.rollout.schedules", 400);

    @Test
    void whatWasAnsweredHoldsThroughDeathsAtEveryStep() {
        int applied = 0;
        for (int seed = 0; seed < SCHEDULES; seed++) {
            Simulation cluster = started(seed);
            applied += trouble(cluster, seed, 0.004, 0.0);
            assertSettled(cluster, seed);
        }
        assertThat(applied).isGreaterThan(SCHEDULES);
    }

    @Test
    void whatWasAnsweredHoldsThoughAnswersOfTheGridAreLost() {
        int applied = 0;
        for (int seed = 0; seed < SCHEDULES; seed++) {
            Simulation cluster = started(seed);
            applied += trouble(cluster, seed, 0.002, 0.02);
            assertSettled(cluster, seed);
        }
        assertThat(applied).isGreaterThan(SCHEDULES);
    }

    @Test
    void whatWasAnsweredSurvivesTheDeathOfAllAndAnyOrderOfRestart() {
        for (int seed = 0; seed < SCHEDULES; seed++) {
            Simulation cluster = started(seed);
            trouble(cluster, seed, 0.004, 0.0);
            cluster.blackout();
            assertSettled(cluster, seed);
        }
    }

    @Test
    void whatWasAnsweredHoldsThoughTheGridLosesEverythingNowAndThen() {
        int applied = 0;
        for (int seed = 0; seed < SCHEDULES; seed++) {
            Simulation cluster = started(seed);
            for (int round = 0; round < 4; round++) {
                applied += trouble(cluster, seed, 0.002, 0.01);
                cluster.amnesia();
            }
            assertSettled(cluster, seed);
        }
        assertThat(applied).isGreaterThan(SCHEDULES);
    }

    @Test
    void oneInitialDocumentWinsWhenThreeNodesBeginAtOnce() {
        for (int seed = 0; seed < SCHEDULES; seed++) {
            Simulation cluster = new Simulation(seed, 3);
            PackedDocument initial = Simulation.document("initial");
            cluster.trouble(0.002, 0.01);
            cluster.nodes().forEach(node -> node.start(initial));
            for (int i = 0; i < 60; i++) {
                cluster.tick();
            }
            cluster.settle();
            if (cluster.board().number() > 0) {
                assertThat(cluster.board().history()).as("seed %s", seed).hasSize(1);
            }
        }
    }

    private static Simulation started(int seed) {
        Simulation cluster = new Simulation(seed, 2 + seed % 3);
        cluster.nodes().forEach(node -> node.start(null));
        return cluster;
    }

    private static int trouble(Simulation cluster, int seed, double deaths, double losses) {
        cluster.trouble(deaths, losses);
        for (int i = 0; i < 400; i++) {
            if (i % 40 == seed % 40) {
                cluster.applySomewhere(cluster.nextDocument());
            }
            cluster.tick();
        }
        return cluster.applied().size();
    }

    private static void assertSettled(Simulation cluster, int seed) {
        cluster.settle();
        for (Revision revision : cluster.applied()) {
            assertThat(cluster.board().has(revision)).as("seed %s keeps %s: %s", seed, revision.number(), cluster.describe()).isTrue();
        }
        cluster.nodes().forEach(node -> assertThat(node.disk.history().number()).isEqualTo(cluster.board().number()));
    }
}
