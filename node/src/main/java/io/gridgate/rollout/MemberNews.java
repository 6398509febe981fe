package io.gridgate.rollout;

import io.gridgate.base.Event;
import io.gridgate.base.EventType;
import io.gridgate.base.Events;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells who came and who went: the longest member does, so that it is told once; a node that moved over after a split tells that of
 * itself.
 *
 * <p>Thread-safety: confined to the node's rollout.
 */
final class MemberNews {

    private final Events events;
    /** key: member id; in the order of their joins. Empty before the first look. */
    private Map<String, NodeIdentity> known = Map.of();
    private @Nullable String selfId;

    MemberNews(Events events) {
        this.events = events;
    }

    /** This node is a member, and these are all. */
    void observe(NodeIdentity self, List<NodeIdentity> members) {
        Map<String, NodeIdentity> now = members.stream()
                .collect(Collectors.toMap(NodeIdentity::id, Function.identity(), (one, _) -> one, LinkedHashMap::new));
        Map<String, NodeIdentity> before = known;
        known = now;
        String idBefore = selfId;
        selfId = self.id();
        if (idBefore == null) {
            return;
        }
        if (!self.id().equals(idBefore)) {
            events.tell(Event.of(EventType.GRID_REJOINED).with("members", now.size()));
        } else if (members.getFirst().id().equals(self.id())) {
            before.values().stream().filter(member -> !now.containsKey(member.id()))
                    .forEach(member -> tell(EventType.NODE_LEFT, member, now.size()));
            now.values().stream().filter(member -> !before.containsKey(member.id()))
                    .forEach(member -> tell(EventType.NODE_JOINED, member, now.size()));
        }
    }

    private void tell(EventType type, NodeIdentity member, int members) {
        events.tell(Event.of(type).with("member", member.name()).with("address", member.address()).with("members", members)
                .once("member " + member.id(), type.text()));
    }
}
