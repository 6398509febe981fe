package io.gridgate.rollout;

import io.gridgate.config.source.Problem;
import io.gridgate.rollout.RevisionLoader.Loaded;
import io.gridgate.rollout.RevisionLoader.Prepared;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one document that this node has compiled and does not serve yet, so that it is compiled once from the check to the swap.
 *
 * <p>Thread-safety: confined to the node's rollout.
 */
final class Candidate {

    private static final Logger LOG = LoggerFactory.getLogger(Candidate.class);

    private final RevisionLoader loader;
    private String sha256 = "";
    private @Nullable Prepared prepared;

    Candidate(RevisionLoader loader) {
        this.loader = loader;
    }

    /** Compiles the document unless it is compiled already, and returns why it cannot be served; empty if it can. */
    List<Problem> prepare(PackedDocument document) {
        if (prepared != null && sha256.equals(document.sha256())) {
            return List.of();
        }
        discard();
        return switch (load(document)) {
            case Loaded.Refused(List<Problem> problems) -> problems;
            case Loaded.Ready(Prepared ready) -> {
                prepared = ready;
                sha256 = document.sha256();
                yield List.of();
            }
        };
    }

    private Loaded load(PackedDocument document) {
        try {
            return loader.prepare(document);
        } catch (RuntimeException e) {
            LOG.atError().setMessage("document not loadable").addKeyValue("sha256", document.sha256()).setCause(e).log();
            return new Loaded.Refused(List.of(problem("cannot be loaded: " + e)));
        }
    }

    /** Returns a problem of the document as a whole. */
    static Problem problem(String message) {
        return new Problem("gateway.yaml", 1, 1, "", message, Problem.Severity.ERROR);
    }

    /** Returns whether that document is compiled and waits. */
    boolean is(String other) {
        return prepared != null && sha256.equals(other);
    }

    /** Serves the document, which must be compiled, as that revision. */
    void activate(Revision revision) {
        Prepared ready = prepared;
        if (ready == null || !sha256.equals(revision.sha256())) {
            throw new IllegalStateException("revision: " + revision + " (expected: the prepared document " + sha256 + ")");
        }
        prepared = null;
        sha256 = "";
        ready.activate(revision);
    }

    /** Lets go of the document, if there is one. */
    void discard() {
        Prepared ready = prepared;
        prepared = null;
        sha256 = "";
        if (ready != null) {
            ready.discard();
        }
    }
}
