package io.gridgate.event;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridgate.base.Event;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event as readers get it.
 *
 * <p>Thread-safety: immutable.
 *
 * @param id its name, the same on all nodes; empty: it is of this node's stream alone
 * @param type as programs read it
 * @param service that it is about; null: none
 * @param json all of it as one JSON object in one line
 */
public record EventLine(String id, String type, @Nullable String service, String json) {

    /** Returns the line of an event that a node told. */
    static EventLine of(ToldEvent told) {
        return new EventLine(told.id(), told.event().type().text(), told.event().service(),
                json(told.id(), told.at(), told.node(), told.event()));
    }

    /** Returns the line of an event that only readers of this node need to know. */
    static EventLine local(String node, Instant at, Event event) {
        return new EventLine("", event.type().text(), event.service(), json("", Instant.ofEpochMilli(at.toEpochMilli()), node, event));
    }

    /** Returns whether it says that something is missing, which no filter may hide. */
    boolean isOfStream() {
        return id.isEmpty();
    }

    private static String json(String id, Instant at, String node, Event event) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (!id.isEmpty()) {
            json.put("id", id);
        }
        json.put("at", at.toString()).put("node", node).put("type", event.type().text());
        if (event.service() != null) {
            json.put("service", event.service());
        }
        event.fields().forEach((name, value) -> {
            switch (value) {
                case Long number -> json.put(name, number);
                case Boolean flag -> json.put(name, flag);
                default -> json.put(name, value.toString());
            }
        });
        return json.toString();
    }
}
