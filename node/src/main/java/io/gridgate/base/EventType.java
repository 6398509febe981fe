package io.gridgate.base;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything that operators are told of; docs/events.md shows the same table, and a test compares them.
 *
 * <p>Thread-safety: immutable.
 */
public enum EventType {
    NODE_JOINED("`member`, `address`, `members`", "the longest member",
            "a node is in the grid; not told of nodes that start together with the longest member"),
    NODE_LEFT("`member`, `address`, `members`", "the longest member", "a node left, died or is cut off; `members`: how many are left"),
    NODE_READY("`revision`", "the node", "it takes traffic, with that revision (0: none yet)"),
    NODE_DRAINING("", "the node", "it is on its way out"),
    GRID_REJOINED("`members`", "the node", "it was cut off and moved over to the larger side"),
    REVISION_SERVED("`revision`, `nodes`, `author`, `message`", "the node that was asked", "every live node serves a new revision"),
    REVISION_ROLLED_BACK("`revision`, `to`, `nodes`, `author`, `message`", "the node that was asked",
            "every live node serves the document of revision `to` as a new one"),
    REVISION_REFUSED("`by`, `problems`, `first`, `author`", "the node that was asked", "node `by` cannot load a document; nothing changed"),
    REVISION_PENDING("`revision`, `committed`, `silent`", "the node that was asked",
            "nodes were silent for 30 s; if `committed` they follow when they can, else nothing changed"),
    REVISION_NOT_SERVED("`reason`", "the node", "it cannot serve the current revision"),
    BREAKER_CHANGED("`from`, `to`, `by`, `forced`", "the node that moved it",
            "a circuit breaker moved; `by`: `failures`, `time`, `probes`, `operator`, `document`"),
    INSTANCE_EJECTED("`instance`, `duration_ms`", "the node that ejected it", "outlier detection took an instance out on all nodes"),
    INSTANCE_RECOVERED("`instance`, `by`", "the node that ejected it, or probed it", "an ejection is over; `by`: `time`, `probe`"),
    INSTANCE_HEALTH("`instance`, `from`, `to`, `reason`", "a node that probes it",
            "active checks have another verdict; not told of a new instance that is well"),
    INSTANCE_DISCOVERED("`instance`, `source`", "the first node of the instance's duties",
            "a service has an instance more; not told of a service's first set"),
    INSTANCE_GONE("`instance`, `source`", "the first node of the instance's duties", "a service has an instance less"),
    CACHE_PURGED("`by`, `name`, `soft`, `sequence`", "the node that was asked", "stored answers are purged"),
    GRID_LOSS_ENTERED("`what`", "the node",
            "it goes by itself: `rate_limits` and `concurrency_limits` by `on_grid_loss`, `health` by its own probes"),
    GRID_LOSS_LEFT("`what`", "the node", "it goes by the grid again"),
    GAP("`of`, `missed`", "the node that is asked", "events of node `of` did not reach this one; without `of`: some after `Last-Event-ID`"),
    DROPPED("`missed`", "the node that is asked", "this reader was too slow for so many events");

    private final String fields;
    private final String teller;
    private final String meaning;

    EventType(String fields, String teller, String meaning) {
        this.fields = fields;
        this.teller = teller;
        this.meaning = meaning;
    }

    /** Returns the type as programs read it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the type of that text, if there is one. */
    public static Optional<EventType> of(String text) {
        return Stream.of(values()).filter(type -> type.text().equals(text)).findFirst();
    }

    /** Returns its row of docs/events.md. */
    public String row() {
        return "| `" + text() + "` | " + fields + " | " + teller + " | " + meaning + " |";
    }
}
