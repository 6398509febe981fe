package io.gridgate.admin;

import io.gridgate.config.source.GatewaySource;
import io.gridgate.rollout.ApplyRequest;
import io.gridgate.rollout.ApplyResult;
import io.gridgate.rollout.BoardException;
import io.gridgate.rollout.Revision;
import io.gridgate.rollout.Rollout;
import java.util.List;
import java.util.Optional;

/**
 * What the API asks of the rollout: the revisions of the gateway document, and new ones.
 *
 * <p>Thread-safety: thread-safe. Every method may block up to its own deadline; called on virtual threads only.
 */
public interface Revisions {

    /** Returns the revision that the cluster serves, if there is one. */
    Optional<Revision> current();

    /** Returns every revision that is kept, newest first. */
    List<Revision> history();

    /**
     * Returns the document of that revision, if it is kept.
     *
     * @throws BoardException if only the grid has it, and is silent
     */
    Optional<GatewaySource> document(long number) throws BoardException;

    /** Makes the document the next revision; returns once every live node serves it, or why not. */
    ApplyResult apply(GatewaySource source, ApplyRequest request);

    /** Makes the document of revision {@code number} the next revision; returns like {@link #apply}. */
    ApplyResult rollback(long number, ApplyRequest request);

    /** Returns what the rollout of this node has. */
    static Revisions of(Rollout rollout) {
        return new RolloutRevisions(rollout);
    }
}
