package io.gridgate.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.config.source.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every board does, asked through one node and looked at through another.
 *
 * <p>Thread-safety: confined to one test.
 */
public abstract class RevisionBoardContract {

    private static final Problem PROBLEM = new Problem("gateway.yaml", 14, 7, "routes[2].service", "no service \"user-svc\"",
            Problem.Severity.ERROR);

    private RevisionBoard mine;
    private RevisionBoard theirs;

    /** Empties the board. */
    protected abstract void reset();

    /** Returns the board as one node has it. */
    protected abstract RevisionBoard board();

    /** Returns the same board as another node has it. */
    protected abstract RevisionBoard otherBoard();

    /** Returns the id of a live member. */
    protected abstract String memberId();

    @BeforeEach
    void empty() {
        reset();
        mine = board();
        theirs = otherBoard();
    }

    private static Revision revision(long number, String sha256, String parent) {
        return new Revision(number, sha256, parent, Instant.ofEpochMilli(1_700_000_000_123L), "ops", "why ü", 42);
    }

    private static Proposal proposal(String id, long expected, Revision... lineage) {
        return new Proposal(id, "cluster-1", expected, List.of(lineage), "gw-1", "m1", Map.of());
    }

    private static Acknowledgement yes(String member) {
        return new Acknowledgement("node of " + member, member, List.of());
    }

    private BoardState commit(String id, long expected, Revision revision) throws BoardException {
        var _ = mine.change(new BoardChange.Propose(proposal(id, expected, revision)));
        var _ = mine.change(new BoardChange.Acknowledge(id, yes("m1")));
        return mine.change(new BoardChange.Commit(id, Set.of("m1")));
    }

    @Test
    void emptyBoardHasNoRevision() throws BoardException {
        assertThat(mine.read()).isEqualTo(BoardState.EMPTY);
        assertThat(mine.reports()).isEmpty();
    }

    @Test
    void proposalIsSeenByTheOthersWithEveryWord() throws BoardException {
        var _ = mine.change(new BoardChange.Propose(proposal("p1", 0, revision(1, "aa", ""))));
        Acknowledgement no = new Acknowledgement("gw-2", "m2", List.of(PROBLEM));
        var _ = theirs.change(new BoardChange.Acknowledge("p1", no));
        Proposal seen = mine.read().proposal();
        assertThat(seen).isNotNull();
        assertThat(seen.acknowledgements()).containsExactly(Map.entry("m2", no));
        assertThat(theirs.read()).isEqualTo(mine.read());
    }

    @Test
    void commitNeedsTheWordOfEachNamedMember() throws BoardException {
        var _ = mine.change(new BoardChange.Propose(proposal("p1", 0, revision(1, "aa", ""))));
        var _ = mine.change(new BoardChange.Acknowledge("p1", yes("m1")));
        assertThat(mine.change(new BoardChange.Commit("p1", Set.of("m1", "m2"))).number()).isZero();

        var _ = theirs.change(new BoardChange.Acknowledge("p1", yes("m2")));
        BoardState after = mine.change(new BoardChange.Commit("p1", Set.of("m1", "m2")));
        assertThat(after.number()).isEqualTo(1);
        assertThat(after.proposal()).isNull();
        assertThat(after.clusterId()).isEqualTo("cluster-1");
        assertThat(theirs.read()).isEqualTo(after);
    }

    @Test
    void secondProposalIsVoidWhileOneIsUp() throws BoardException {
        var _ = mine.change(new BoardChange.Propose(proposal("p1", 0, revision(1, "aa", ""))));
        BoardState after = theirs.change(new BoardChange.Propose(proposal("p2", 0, revision(1, "bb", ""))));
        assertThat(after.isUp("p1")).isTrue();
        assertThat(theirs.change(new BoardChange.Abort("p2")).isUp("p1")).isTrue();
        assertThat(theirs.change(new BoardChange.Abort("p1")).proposal()).isNull();
    }

    @Test
    void proposalOnAnotherNumberIsVoid() throws BoardException {
        var _ = commit("p1", 0, revision(1, "aa", ""));
        assertThat(theirs.change(new BoardChange.Propose(proposal("p2", 0, revision(1, "bb", "")))).proposal()).isNull();
    }

    @Test
    void stepThatIsRepeatedChangesNothingMore() throws BoardException {
        BoardState once = commit("p1", 0, revision(1, "aa", ""));
        assertThat(mine.change(new BoardChange.Commit("p1", Set.of("m1")))).isEqualTo(once);
        assertThat(mine.change(new BoardChange.Acknowledge("p1", yes("m1")))).isEqualTo(once);
        assertThat(mine.change(new BoardChange.Abort("p1"))).isEqualTo(once);
    }

    @Test
    void installFillsAnEmptyBoardOnly() throws BoardException {
        List<Revision> kept = List.of(revision(6, "aa", ""), revision(7, "bb", "aa"));
        BoardState after = mine.change(new BoardChange.Install("cluster-2", kept));
        assertThat(after).isEqualTo(new BoardState("cluster-2", kept, null));
        assertThat(theirs.change(new BoardChange.Install("cluster-3", List.of(revision(9, "cc", ""))))).isEqualTo(after);
    }

    @Test
    void lostOlderRevisionsComeBack() throws BoardException {
        Revision six = revision(6, "aa", "");
        Revision seven = revision(7, "bb", "aa");
        var _ = mine.change(new BoardChange.Install("cluster-2", List.of(seven)));
        assertThat(mine.change(new BoardChange.Complete("another", List.of(six))).history()).containsExactly(seven);
        assertThat(mine.change(new BoardChange.Complete("cluster-2", List.of(six, seven))).history()).containsExactly(six, seven);
    }

    @Test
    void lastReportOfAMemberIsSeenByTheOthers() throws BoardException {
        NodeReport first = new NodeReport("gw-1", memberId(), NodeState.STARTING, 0, 3, "waits");
        NodeReport last = new NodeReport("gw-1", memberId(), NodeState.SERVING, 4, 4, "");
        mine.report(first);
        mine.report(last);
        assertThat(theirs.reports()).containsExactly(last);
    }

    @Test
    void listenerHearsOfChangesAndReports() throws BoardException {
        AtomicInteger heard = new AtomicInteger();
        theirs.onChange(heard::incrementAndGet);
        var _ = mine.change(new BoardChange.Propose(proposal("p1", 0, revision(1, "aa", ""))));
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> heard.get() > 0);
        int before = heard.get();
        mine.report(new NodeReport("gw-1", memberId(), NodeState.SERVING, 4, 4, ""));
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> heard.get() > before);
    }
}
