package io.gridgate.grid;

import static io.gridgate.grid.RolloutNodes.document;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridgate.grid.RolloutNodes.Node;
import io.gridgate.rollout.ApplyRequest;
import io.gridgate.rollout.ApplyResult;
import io.gridgate.rollout.ApplyResult.Applied;
import io.gridgate.rollout.ApplyResult.NoQuorum;
import io.gridgate.rollout.ApplyResult.Refused;
import io.gridgate.rollout.ApplyResult.Stale;
import io.gridgate.rollout.ApplyResult.UnknownRevision;
import io.gridgate.rollout.InMemoryRevisionStore;
import io.gridgate.rollout.NodeState;
import io.gridgate.rollout.NodeStatus;
import io.gridgate.rollout.PackedDocument;
import io.gridgate.rollout.Revision;
import io.gridgate.rollout.RolloutRefusedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RolloutGridIT {

    private static final ApplyRequest REQUEST = ApplyRequest.by("ops", "why");

    private final RolloutNodes nodes = new RolloutNodes();

    @AfterEach
    void close() {
        nodes.close();
    }

    private static void awaitServed(Node node, long number) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> node.served() == number);
    }

    private static void applied(Node node, PackedDocument document) {
        assertThat(node.rollout.apply(document, REQUEST)).isInstanceOf(Applied.class);
    }

    @Test
    void answerComesWhenEveryNodeServesIt() throws Exception {
        // Given
        Node one = nodes.start("gw-1");
        Node two = nodes.start("gw-2");
        Node three = nodes.start("gw-3");
        for (int i = 1; i <= 10; i++) {
            Node asked = List.of(one, two, three).get(i % 3);
            // When
            ApplyResult result = asked.rollout.apply(document("document " + i), REQUEST);
            // Then
            assertThat(result).isInstanceOf(Applied.class);
            assertThat(((Applied) result).nodes()).isEqualTo(Map.of("gw-1", (long) i, "gw-2", (long) i, "gw-3", (long) i));
            assertThat(List.of(one.servedText, two.servedText, three.servedText)).containsOnly("document " + i);
        }
        assertThat(two.rollout.history()).extracting(Revision::number).startsWith(10L, 9L).hasSize(10);
        assertThat(three.rollout.document(4)).contains(document("document 4"));
    }

    @Test
    void rollbackMakesANewRevisionOfTheOldDocument() throws Exception {
        Node one = nodes.start("gw-1");
        applied(one, document("a"));
        applied(one, document("b"));
        ApplyResult result = one.rollout.rollback(1, REQUEST);
        assertThat(((Applied) result).revision().number()).isEqualTo(3);
        assertThat(one.servedText).isEqualTo("a");
        assertThat(one.rollout.rollback(77, REQUEST)).isEqualTo(new UnknownRevision(77));
    }

    @Test
    void unchangedDocumentIsANewRevision() throws Exception {
        Node one = nodes.start("gw-1");
        applied(one, document("a"));
        assertThat(((Applied) one.rollout.apply(document("a"), REQUEST)).revision().number()).isEqualTo(2);
        ApplyRequest forced = new ApplyRequest("ops", "", OptionalLong.empty(), true);
        assertThat(((Applied) one.rollout.apply(document("a"), forced)).revision().number()).isEqualTo(3);
    }

    @Test
    void staleExpectationChangesNothing() throws Exception {
        Node one = nodes.start("gw-1");
        applied(one, document("a"));
        ApplyRequest request = new ApplyRequest("ops", "", OptionalLong.of(7), false);
        assertThat(one.rollout.apply(document("b"), request)).isEqualTo(new Stale(7, 1));
        assertThat(one.servedText).isEqualTo("a");
    }

    @Test
    void documentThatOneNodeCannotLoadIsRefusedByNameAndNobodySwaps() throws Exception {
        Node one = nodes.start("gw-1");
        Node two = nodes.start("gw-2");
        applied(one, document("good"));
        two.refuses = "bad";
        ApplyResult result = one.rollout.apply(document("bad"), REQUEST);
        assertThat(result).isInstanceOf(Refused.class);
        assertThat(((Refused) result).node()).isEqualTo("gw-2");
        assertThat(((Refused) result).problems().getFirst().message()).isEqualTo("refused by gw-2");
        assertThat(List.of(one.servedText, two.servedText)).containsOnly("good");
        assertThat(((Applied) two.rollout.apply(document("better"), REQUEST)).revision().number()).isEqualTo(2);
    }

    @Test
    void nodeWithAFullDiskRefusesByName() throws Exception {
        Node one = nodes.start("gw-1");
        Node two = nodes.start("gw-2");
        two.disk.full(true);
        ApplyResult result = one.rollout.apply(document("a"), REQUEST);
        assertThat(((Refused) result).node()).isEqualTo("gw-2");
        assertThat(((Refused) result).problems().getFirst().message()).contains("No space left on device");
        two.disk.full(false);
        assertThat(one.rollout.apply(document("a"), REQUEST)).isInstanceOf(Applied.class);
    }

    @Test
    void nodeThatDiesBeforeItsWordIsWaitedForNoMore() throws Exception {
        // Given
        Node one = nodes.start("gw-1");
        Node two = nodes.start("gw-2");
        Node three = nodes.start("gw-3");
        three.gate = new CountDownLatch(1);
        CompletableFuture<ApplyResult> result = CompletableFuture.supplyAsync(() -> one.rollout.apply(document("a"), REQUEST));
        assertThat(three.atGate.await(30, TimeUnit.SECONDS)).isTrue();
        // When
        three.kill();
        // Then
        assertThat(((Applied) result.get(30, TimeUnit.SECONDS)).nodes()).containsOnlyKeys("gw-1", "gw-2");
        assertThat(two.servedText).isEqualTo("a");
    }

    @Test
    void proposalDiesWithItsProposer() throws Exception {
        // Given
        Node one = nodes.start("gw-1");
        Node two = nodes.start("gw-2");
        Node three = nodes.start("gw-3");
        two.gate = new CountDownLatch(1);
        var _ = CompletableFuture.supplyAsync(() -> one.rollout.apply(document("lost"), REQUEST));
        assertThat(two.atGate.await(30, TimeUnit.SECONDS)).isTrue();
        // When
        one.kill();
        two.gate.countDown();
        // Then
        // A member killed in the middle of the others' joins may leave them apart until they find each other again.
        Applied next = Awaitility.await().atMost(Duration.ofSeconds(60)).until(
                () -> three.rollout.apply(document("next"), REQUEST) instanceof Applied applied ? applied : null, Objects::nonNull);
        assertThat(next.revision().number()).isEqualTo(1);
        assertThat(two.servedText).isEqualTo("next");
    }

    @Test
    void joinerServesTheCurrentRevisionFromItsFirstReadyMoment() throws Exception {
        Node one = nodes.start("gw-1");
        applied(one, document("a"));
        applied(one, document("b"));
        Node two = nodes.start("gw-2");
        assertThat(two.servedText).isEqualTo("b");
        assertThat(two.served()).isEqualTo(2);
        assertThat(two.rollout.readiness().ready()).isTrue();
    }

    @Test
    void whatWasAnsweredSurvivesTheDeathOfAllWhoeverStartsFirst() throws Exception {
        // Given
        InMemoryRevisionStore oldDisk = new InMemoryRevisionStore();
        Node one = nodes.start("gw-1", oldDisk, null);
        Node two = nodes.start("gw-2");
        applied(one, document("old"));
        one.kill();
        applied(two, document("new"));
        // When
        nodes.blackout();
        Node first = nodes.start("gw-1", oldDisk, document("initial"));
        assertThat(first.servedText).isEqualTo("old");
        nodes.start("gw-2", two.disk, null);
        // Then
        awaitServed(first, 2);
        assertThat(first.servedText).isEqualTo("new");
    }

    @Test
    void oneInitialDocumentWinsAndTheOthersAreIgnored() throws Exception {
        Node one = nodes.launch("gw-1", new InMemoryRevisionStore(), document("initial"));
        Node two = nodes.launch("gw-2", new InMemoryRevisionStore(), document("initial"));
        Node three = nodes.launch("gw-3", new InMemoryRevisionStore(), document("another"));
        for (Node node : List.of(one, two, three)) {
            node.rollout.ready().get(30, TimeUnit.SECONDS);
        }
        assertThat(List.of(one.served(), two.served(), three.served())).containsOnly(1L);
        assertThat(three.servedText).isEqualTo(one.servedText);
    }

    @Test
    void initialDocumentThatCannotBeLoadedEndsTheStart() throws Exception {
        Node one = nodes.start("gw-1");
        one.refuses = "initial";
        Node two = nodes.launch("gw-2", new InMemoryRevisionStore(), document("initial"));
        assertThatThrownBy(() -> two.rollout.ready().get(30, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class)
                .cause().isInstanceOf(RolloutRefusedException.class).hasMessageContaining("refused by gw-1");
    }

    @Test
    void diskOfAnotherClusterIsRefused() throws Exception {
        // Given
        Node stranger = nodes.start("gw-9");
        applied(stranger, document("theirs"));
        stranger.kill();
        Node one = nodes.start("gw-1");
        applied(one, document("ours"));
        // When
        Node again = nodes.launch("gw-9", stranger.disk, null);
        // Then
        assertThatThrownBy(() -> again.rollout.ready().get(30, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class)
                .cause().isInstanceOf(RolloutRefusedException.class).hasMessageContaining("data_dir holds revisions of cluster");
        assertThat(again.rollout.readiness().ready()).isFalse();
    }

    @Test
    void ofAForkTheGridsRevisionStaysAndTheLoserIsListed() throws Exception {
        // Given
        InMemoryRevisionStore oldDisk = new InMemoryRevisionStore();
        Node one = nodes.start("gw-1", oldDisk, null);
        Node two = nodes.start("gw-2");
        applied(one, document("common"));
        one.kill();
        applied(two, document("loser"));
        nodes.blackout();
        Node first = nodes.start("gw-1", oldDisk, null);
        applied(first, document("winner"));
        // When
        Node second = nodes.start("gw-2", two.disk, null);
        // Then
        assertThat(second.servedText).isEqualTo("winner");
        assertThat(second.rollout.setAside()).extracting(Revision::sha256).containsExactly(document("loser").sha256());
    }

    @Test
    void fewerThanHalfOfTheLastKnownMembersNeedForce() throws Exception {
        Node one = nodes.start("gw-1");
        Node two = nodes.start("gw-2");
        Node three = nodes.start("gw-3");
        applied(one, document("a"));
        two.kill();
        three.kill();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> one.rollout.nodes().size() == 1);
        assertThat(one.rollout.apply(document("b"), REQUEST)).isEqualTo(new NoQuorum(1, 3));
        ApplyRequest forced = new ApplyRequest("ops", "", OptionalLong.empty(), true);
        assertThat(one.rollout.apply(document("b"), forced)).isInstanceOf(Applied.class);
        assertThat(one.rollout.apply(document("c"), REQUEST)).isInstanceOf(Applied.class);
    }

    @Test
    void nodesThatLeaveInOrderAreNotMissed() throws Exception {
        Node one = nodes.start("gw-1");
        Node two = nodes.start("gw-2");
        Node three = nodes.start("gw-3");
        two.rollout.drain();
        three.rollout.drain();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> one.rollout.nodes().stream().map(NodeStatus::state)
                .filter(NodeState.DRAINING::equals).count() == 2);
        two.kill();
        three.kill();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> one.rollout.nodes().size() == 1);
        assertThat(one.rollout.apply(document("b"), REQUEST)).isInstanceOf(Applied.class);
    }
}
