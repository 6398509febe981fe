package io.gridgate.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What every store of revisions does.
 *
 * <p>Thread-safety: confined to one test.
 */
public abstract class RevisionStoreContract {

    /** Returns the store under test, empty. */
    protected abstract RevisionStore store();

    /** Returns the store after the node's death and next start. */
    protected abstract RevisionStore restarted();

    /** Returns a revision of that number whose document is {@code text}, on a parent whose document is {@code parent}. */
    protected static Revision revision(long number, String text, String parent) {
        return new Revision(number, document(text).sha256(), parent.isEmpty() ? "" : document(parent).sha256(),
                Instant.ofEpochMilli(1_700_000_000_000L + number), "author", "message \"" + number + "\"\n", document(text).size());
    }

    protected static PackedDocument document(String text) {
        return PackedDocument.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private Revision commit(long number, String text, String parent) throws IOException {
        Revision revision = revision(number, text, parent);
        store().stage(revision, document(text));
        store().commit("cluster-1", revision);
        return revision;
    }

    @Test
    void emptyStoreHasNothing() {
        assertThat(store().history()).isEqualTo(StoredHistory.EMPTY);
        assertThat(store().document(document("a").sha256())).isEmpty();
    }

    @Test
    void committedRevisionsSurviveARestartInOrder() throws IOException {
        Revision two = commit(2, "b", "a");
        Revision one = commit(1, "a", "");

        RevisionStore again = restarted();
        assertThat(again.history()).isEqualTo(new StoredHistory("cluster-1", List.of(one, two), List.of()));
        assertThat(again.document(two.sha256())).contains(document("b"));
    }

    @Test
    void stagedRevisionDoesNotCountAndIsForgotten() throws IOException {
        Revision one = revision(1, "a", "");
        store().stage(one, document("a"));
        assertThat(store().history().committed()).isEmpty();

        RevisionStore again = restarted();
        assertThat(again.history().committed()).isEmpty();
        assertThatThrownBy(() -> again.commit("cluster-1", one)).isInstanceOf(IOException.class).hasMessageContaining("not staged");
    }

    @Test
    void unstagedRevisionCannotBeCommitted() throws IOException {
        Revision one = revision(1, "a", "");
        store().stage(one, document("a"));
        store().unstage(one);
        assertThatThrownBy(() -> store().commit("cluster-1", one)).isInstanceOf(IOException.class);
    }

    @Test
    void stagingAndCommittingAgainChangesNothing() throws IOException {
        Revision one = commit(1, "a", "");
        store().stage(one, document("a"));
        store().unstage(one);
        store().commit("cluster-1", one);
        assertThat(store().history().committed()).containsExactly(one);
        assertThat(store().document(one.sha256())).contains(document("a"));
    }

    @Test
    void sameDocumentUnderTwoNumbersIsKeptTwice() throws IOException {
        commit(1, "a", "");
        commit(2, "b", "a");
        commit(3, "a", "b");
        assertThat(restarted().history().committed()).extracting(Revision::number).containsExactly(1L, 2L, 3L);
    }

    @Test
    void whatIsSetAsideIsListedAndCountsNoMore() throws IOException {
        Revision one = commit(1, "a", "");
        Revision two = commit(2, "b", "a");
        Revision three = commit(3, "c", "b");
        store().setAside(2);
        assertThat(store().history().committed()).containsExactly(one);
        assertThat(restarted().history().setAside()).containsExactlyInAnyOrder(two, three);
        assertThat(store().document(two.sha256())).isEmpty();
    }

    @Test
    void anotherClustersRevisionSetsTheFormerAside() throws IOException {
        commit(1, "a", "");
        Revision other = revision(1, "x", "");
        store().stage(other, document("x"));
        store().commit("cluster-2", other);
        assertThat(restarted().history().clusterId()).isEqualTo("cluster-2");
        assertThat(store().history().committed()).containsExactly(other);
        assertThat(store().history().setAside()).hasSize(1);
    }

    @Test
    void onlyTheNewestAreKept() throws IOException {
        String parent = "";
        for (int i = 1; i <= BoardState.REVISIONS_MAX + 5; i++) {
            commit(i, "document " + i, parent);
            parent = "document " + i;
        }
        assertThat(restarted().history().committed()).hasSize(BoardState.REVISIONS_MAX);
        assertThat(store().history().committed().getFirst().number()).isEqualTo(6);
        assertThat(store().document(document("document 1").sha256())).isEmpty();
    }
}
