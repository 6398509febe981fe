package io.gridgate.event;

import io.gridgate.base.EventType;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which events a reader wants.
 *
 * <p>Thread-safety: immutable.
 *
 * @param types empty: all
 * @param service null: all, and those that are of no service
 */
public record EventFilter(Set<EventType> types, @Nullable String service) {

    /** Everything. */
    public static final EventFilter ALL = new EventFilter(Set.of(), null);

    public EventFilter {
        types = Set.copyOf(types);
    }

    boolean takes(EventLine line) {
        return line.isOfStream() || (types.isEmpty() || types.stream().anyMatch(type -> type.text().equals(line.type())))
                && (service == null || service.equals(line.service()));
    }
}
