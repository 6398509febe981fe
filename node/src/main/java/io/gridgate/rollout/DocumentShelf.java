package io.gridgate.rollout;

import java.util.Optional;
import java.util.Set;

/**
 * The documents of the kept revisions in the grid, each under its SHA-256, where a node finds what its disk has not.
 *
 * <p>Every call has a deadline of a few seconds and throws {@link BoardException} after it. When the grid is gone and back, documents may be
 * missing: nodes put them back from their disks.
 *
 * <p>Thread-safety: thread-safe.
 */
public interface DocumentShelf {

    /** Puts the document up; does nothing if it is there. */
    void keep(PackedDocument document) throws BoardException;

    /** Returns the document of that SHA-256. */
    Optional<PackedDocument> find(String sha256) throws BoardException;

    /** Returns the SHA-256 of each document that is there. */
    Set<String> names() throws BoardException;

    /** Takes the document of that SHA-256 down, if it is there. */
    void drop(String sha256) throws BoardException;
}
