package io.gridgate.rollout;

import java.io.IOException;
import java.util.Optional;

/**
 * What a node keeps of revisions through its own death: every write is on disk when the call returns.
 *
 * <p>Thread-safety: confined to the node's rollout, which calls from one thread at a time; {@link #history} and {@link #document} may be called
 * by any thread.
 */
public interface RevisionStore {

    /** Returns what is kept; staged revisions do not count. */
    StoredHistory history();

    /** Writes a revision that is not current yet; does nothing if it is kept already. Forgotten at the next start unless committed. */
    void stage(Revision revision, PackedDocument document) throws IOException;

    /** Forgets a staged revision; does nothing if it is not staged. */
    void unstage(Revision revision);

    /**
     * Makes a staged revision count, as one of that cluster; does nothing if it does already. The oldest beyond what {@link BoardState} keeps
     * are removed.
     *
     * @throws IOException if the disk fails, or the revision is not staged
     */
    void commit(String clusterId, Revision revision) throws IOException;

    /** Takes every committed revision with this number or a higher one out of the history, and keeps it aside. */
    void setAside(long fromNumber) throws IOException;

    /** Returns the document of that SHA-256 if a committed revision has it and the disk gives it back unharmed. */
    Optional<PackedDocument> document(String sha256);
}
