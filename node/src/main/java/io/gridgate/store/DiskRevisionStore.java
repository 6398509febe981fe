package io.gridgate.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.gridgate.rollout.BoardState;
import io.gridgate.rollout.PackedDocument;
import io.gridgate.rollout.Revision;
import io.gridgate.rollout.RevisionStore;
import io.gridgate.rollout.StoredHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Revisions as files of one directory: a staged one counts from the moment it is renamed.
 *
 * <p>Thread-safety: thread-safe; changes by its lock, reads from an immutable value.
 */
final class DiskRevisionStore implements RevisionStore {

    private static final Logger LOG = LoggerFactory.getLogger(DiskRevisionStore.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    static final String DIRECTORY = "revisions";
    static final String COMMITTED = ".revision";
    private static final String STAGED = ".staged";
    private static final String ASIDE = ".aside";
    private static final int ASIDE_MAX = 50;

    private final Path clusterFile;
    private final Path directory;
    private volatile StoredHistory history;
    @GuardedBy("this") private final List<Revision> staged = new ArrayList<>();

    private DiskRevisionStore(Path clusterFile, Path directory, StoredHistory history) {
        this.clusterFile = clusterFile;
        this.directory = directory;
        this.history = history;
    }

    static DiskRevisionStore open(Path root) throws IOException {
        Path directory = Files.createDirectories(root.resolve(DIRECTORY));
        Path clusterFile = root.resolve("cluster.json");
        for (Path leftover : files(directory, STAGED, AtomicFile.TEMPORARY)) {
            AtomicFile.remove(leftover);
        }
        List<Revision> committed = BoardState.kept(read(directory, COMMITTED));
        String clusterId = committed.isEmpty() ? "" : clusterId(clusterFile);
        return new DiskRevisionStore(clusterFile, directory, new StoredHistory(clusterId, committed, read(directory, ASIDE)));
    }

    private static List<Revision> read(Path directory, String ending) throws IOException {
        List<Revision> revisions = new ArrayList<>();
        for (Path file : files(directory, ending)) {
            load(file).map(RevisionFile::revision).ifPresent(revisions::add);
        }
        revisions.sort(Comparator.comparingLong(Revision::number));
        return revisions;
    }

    private static Optional<RevisionFile> load(Path file) {
        try {
            return Optional.of(RevisionFile.decode(Files.readAllBytes(file)));
        } catch (IOException e) {
            LOG.atError().setMessage("revision file skipped").addKeyValue("file", file).addKeyValue("reason", e.getMessage()).log();
            return Optional.empty();
        }
    }

    private static List<Path> files(Path directory, String... endings) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(file -> Stream.of(endings).anyMatch(String.valueOf(file.getFileName())::endsWith)).sorted().toList();
        }
    }

    /** Returns the id of the cluster; empty if it is not known any more. */
    private static String clusterId(Path file) {
        try {
            return JSON.readTree(Files.readAllBytes(file)).path("cluster_id").asText();
        } catch (IOException e) {
            LOG.atError().setMessage("cluster id not readable").addKeyValue("file", file).addKeyValue("reason", e.toString()).log();
            return "";
        }
    }

    @Override
    public StoredHistory history() {
        return history;
    }

    @Override
    public synchronized void stage(Revision revision, PackedDocument document) throws IOException {
        if (isCommitted(revision) || staged.stream().anyMatch(revision::isSameAs)) {
            return;
        }
        AtomicFile.write(file(revision, STAGED), new RevisionFile(revision, document).encode());
        staged.add(revision);
    }

    @Override
    public synchronized void unstage(Revision revision) {
        staged.removeIf(revision::isSameAs);
        try {
            AtomicFile.remove(file(revision, STAGED));
        } catch (IOException e) {
            LOG.atWarn().setMessage("staged revision not removed").addKeyValue("revision", revision.number()).setCause(e).log();
        }
    }

    @Override
    public synchronized void commit(String clusterId, Revision revision) throws IOException {
        if (!isCommitted(revision) && staged.stream().noneMatch(revision::isSameAs)) {
            throw new IOException("revision " + revision.number() + ": not staged");
        }
        belongTo(clusterId);
        if (isCommitted(revision)) {
            return;
        }
        if (history.revision(revision.number()).isPresent()) {
            moveAside(revision.number());
        }
        AtomicFile.move(file(revision, STAGED), file(revision, COMMITTED));
        staged.removeIf(revision::isSameAs);
        List<Revision> all = new ArrayList<>(history.committed());
        all.add(revision);
        all.sort(Comparator.comparingLong(Revision::number));
        List<Revision> kept = BoardState.kept(all);
        history = new StoredHistory(clusterId, kept, history.setAside());
        all.removeAll(kept);
        all.forEach(old -> prune(file(old, COMMITTED)));
    }

    @GuardedBy("this")
    private void belongTo(String clusterId) throws IOException {
        String before = history.clusterId();
        if (before.equals(clusterId)) {
            return;
        }
        if (!before.isEmpty()) {
            moveAside(0);
        }
        AtomicFile.write(clusterFile, JSON.writeValueAsBytes(Map.of("version", 1, "cluster_id", clusterId)));
        history = new StoredHistory(clusterId, history.committed(), history.setAside());
    }

    @Override
    public synchronized void setAside(long fromNumber) throws IOException {
        moveAside(fromNumber);
    }

    @GuardedBy("this")
    private void moveAside(long fromNumber) throws IOException {
        List<Revision> kept = new ArrayList<>(history.committed());
        List<Revision> aside = new ArrayList<>(history.setAside());
        for (Revision revision : history.committed().reversed()) {
            if (revision.number() >= fromNumber) {
                AtomicFile.move(file(revision, COMMITTED), file(revision, ASIDE));
                kept.remove(revision);
                aside.add(revision);
                history = new StoredHistory(history.clusterId(), kept, aside);
            }
        }
        while (aside.size() > ASIDE_MAX) {
            prune(file(aside.removeFirst(), ASIDE));
        }
        history = new StoredHistory(history.clusterId(), kept, aside);
    }

    private static void prune(Path file) {
        try {
            AtomicFile.remove(file);
        } catch (IOException e) {
            LOG.atWarn().setMessage("old revision not removed").addKeyValue("file", file).setCause(e).log();
        }
    }

    @Override
    public Optional<PackedDocument> document(String sha256) {
        return history.committed().stream().filter(revision -> revision.sha256().equals(sha256)).findFirst()
                .flatMap(revision -> load(file(revision, COMMITTED))).map(RevisionFile::document)
                .filter(document -> document.sha256().equals(sha256));
    }

    private boolean isCommitted(Revision revision) {
        return history.committed().stream().anyMatch(revision::isSameAs);
    }

    private Path file(Revision revision, String ending) {
        return directory.resolve(String.format(Locale.ROOT, "%012d-%s%s", revision.number(), revision.sha256(), ending));
    }
}
