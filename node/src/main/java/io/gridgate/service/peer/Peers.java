package io.gridgate.service.peer;

/**
 * The other nodes, as services see them.
 *
 * <p>Thread-safety: immutable.
 *
 * @param roster who is alive
 * @param health how they find instances to be
 */
public record Peers(Roster roster, HealthBoard health) {

    /** Returns those of a node that has none. */
    public static Peers none(String self) {
        return new Peers(new InMemoryRoster(self), new InMemoryHealthBoard());
    }
}
