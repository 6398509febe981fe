package io.gridgate.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * What every shelf of documents does, filled through one node and looked at through another.
 *
 * <p>Thread-safety: confined to one test.
 */
public abstract class DocumentShelfContract {

    /** Returns the shelf as one node has it. */
    protected abstract DocumentShelf shelf();

    /** Returns the same shelf as another node has it. */
    protected abstract DocumentShelf otherShelf();

    @Test
    void documentIsFoundByTheOthersUntilItIsDropped() throws BoardException {
        PackedDocument document = Simulation.document("a document");
        shelf().keep(document);
        shelf().keep(document);
        assertThat(otherShelf().find(document.sha256())).contains(document);
        assertThat(otherShelf().names()).contains(document.sha256());

        otherShelf().drop(document.sha256());
        assertThat(shelf().find(document.sha256())).isEmpty();
        assertThat(shelf().names()).doesNotContain(document.sha256());
        otherShelf().drop(document.sha256());
    }

    @Test
    void largestDocumentIsKeptWhole() throws BoardException {
        PackedDocument document = PackedDocument.of(new byte[4 << 20]);
        shelf().keep(document);
        assertThat(otherShelf().find(document.sha256())).contains(document);
        shelf().drop(document.sha256());
    }
}
