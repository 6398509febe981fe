package io.gridgate.grid;

import io.gridgate.rollout.Membership;
import io.gridgate.rollout.NodeIdentity;
import io.gridgate.service.peer.Roster;
import java.util.List;

/**
 * The members of the grid as a roster. A node that is moving to the larger side of a split has no members for that while, and is
 * alone.
 *
 * <p>Thread-safety: thread-safe.
 */
final class MemberRoster implements Roster {

    private final Membership membership;

    MemberRoster(Membership membership) {
        this.membership = membership;
    }

    @Override
    public String self() {
        return membership.self().name();
    }

    @Override
    public List<String> nodes() {
        List<String> nodes = membership.members().stream().map(NodeIdentity::name).distinct().sorted().toList();
        return nodes.isEmpty() ? List.of(self()) : nodes;
    }

    @Override
    public void onChange(Runnable listener) {
        membership.onChange(listener);
    }
}
