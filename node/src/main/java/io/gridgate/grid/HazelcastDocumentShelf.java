package io.gridgate.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.gridgate.rollout.BoardException;
import io.gridgate.rollout.DocumentShelf;
import io.gridgate.rollout.PackedDocument;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The documents of the kept revisions as entries of the grid, each under its SHA-256.
 *
 * <p>Thread-safety: thread-safe.
 */
final class HazelcastDocumentShelf implements DocumentShelf {

    private final IMap<String, byte[]> documents;
    private final Executor blocking;

    HazelcastDocumentShelf(HazelcastInstance hazelcast, Executor blocking) {
        documents = hazelcast.getMap(GridMap.DOCUMENTS.mapName());
        this.blocking = blocking;
    }

    @Override
    public void keep(PackedDocument document) throws BoardException {
        var _ = GridCall.await("keep a document", () -> documents.setAsync(document.sha256(), document.bytes()));
    }

    /** An entry that does not match its name counts as missing. */
    @Override
    public Optional<PackedDocument> find(String sha256) throws BoardException {
        byte[] octets = GridCall.await("find a document", () -> documents.getAsync(sha256));
        return Optional.ofNullable(octets).map(PackedDocument::of).filter(document -> document.sha256().equals(sha256));
    }

    @Override
    public Set<String> names() throws BoardException {
        return GridCall.await("list the documents", () -> CompletableFuture.supplyAsync(() -> Set.copyOf(documents.keySet()), blocking));
    }

    @Override
    public void drop(String sha256) throws BoardException {
        var _ = GridCall.await("drop a document", () -> documents.deleteAsync(sha256));
    }
}
