package io.gridgate.rollout;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a node sees of the cluster in one step of its rollout.
 *
 * <p>Thread-safety: immutable.
 *
 * @param state of the board
 * @param self this node
 * @param members the live nodes, not empty, the longest member first
 * @param reports key: member id, value: its last word
 * @param nowNanos of the node's ticker
 */
record View(BoardState state, NodeIdentity self, List<NodeIdentity> members, Map<String, NodeReport> reports, long nowNanos) {

    static View of(BoardState state, NodeIdentity self, List<NodeIdentity> members, Collection<NodeReport> reports, long nowNanos) {
        Map<String, NodeReport> byMember = new HashMap<>();
        reports.forEach(report -> byMember.put(report.memberId(), report));
        return new View(state, self, members, byMember, nowNanos);
    }

    View with(BoardState next) {
        return new View(next, self, members, reports, nowNanos);
    }

    Optional<NodeReport> report(NodeIdentity member) {
        return Optional.ofNullable(reports.get(member.id()));
    }

    /** Returns the number that the member says it serves; 0: none, or it said nothing yet. */
    long served(NodeIdentity member) {
        return report(member).map(NodeReport::revision).orElse(0L);
    }

    boolean isLive(String memberId) {
        return members.stream().anyMatch(member -> member.id().equals(memberId));
    }

    Set<String> memberIds() {
        return members.stream().map(NodeIdentity::id).collect(Collectors.toSet());
    }

    Set<String> names() {
        return members.stream().map(NodeIdentity::name).collect(Collectors.toSet());
    }

    /** Returns the nodes that said that they leave; of a node that came back since, what its earlier run said does not count. */
    Set<String> leaving() {
        Set<String> live = names();
        return reports.values().stream().filter(report -> report.state() == NodeState.DRAINING)
                .filter(report -> isLive(report.memberId()) || !live.contains(report.node())).map(NodeReport::node)
                .collect(Collectors.toSet());
    }

    /** Returns whether every live node has said what its disk keeps. */
    boolean isEveryoneHeard() {
        return members.stream().allMatch(member -> reports.containsKey(member.id()));
    }

    /** Returns a live node whose disk has more than the board, and which is about to bring it in. */
    Optional<String> aheadOfBoard() {
        return members.stream().map(this::report).flatMap(Optional::stream)
                .filter(report -> report.newest() > state.number() && report.problem().isEmpty()).map(NodeReport::node).findFirst();
    }

    /** Returns the highest number that a live node says its disk keeps. */
    long newestOnAnyDisk() {
        return members.stream().map(this::report).flatMap(Optional::stream).mapToLong(NodeReport::newest).max().orElse(0);
    }
}
