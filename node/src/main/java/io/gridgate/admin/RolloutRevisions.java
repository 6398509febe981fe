package io.gridgate.admin;

import io.gridgate.config.source.GatewaySource;
import io.gridgate.rollout.ApplyRequest;
import io.gridgate.rollout.ApplyResult;
import io.gridgate.rollout.BoardException;
import io.gridgate.rollout.PackedDocument;
import io.gridgate.rollout.Revision;
import io.gridgate.rollout.Rollout;
import java.util.List;
import java.util.Optional;

/**
 * The revisions of a node's rollout, their documents unpacked.
 *
 * <p>Thread-safety: thread-safe, as the rollout is.
 */
record RolloutRevisions(Rollout rollout) implements Revisions {

    @Override
    public Optional<Revision> current() {
        return rollout.current();
    }

    @Override
    public List<Revision> history() {
        return rollout.history();
    }

    @Override
    public Optional<GatewaySource> document(long number) throws BoardException {
        return rollout.document(number).map(packed -> GatewaySource.fromBytes(packed.bytes()));
    }

    @Override
    public ApplyResult apply(GatewaySource source, ApplyRequest request) {
        return rollout.apply(PackedDocument.of(source.bytes()), request);
    }

    @Override
    public ApplyResult rollback(long number, ApplyRequest request) {
        return rollout.rollback(number, request);
    }
}
