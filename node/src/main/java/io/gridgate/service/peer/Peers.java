package io.gridgate.service.peer;

/**
 * The other nodes, as services see them.
 *
 * <p>Thread-safety: immutable.
 *
 * @param roster who is alive
 * @param health how they find instances to be
 * @param loads how much they use instances
 */
public record Peers(Roster roster, HealthBoard health, LoadChannel loads) {

    /** Returns those of a node that has none. */
    public static Peers none(String self) {
        return new Peers(new InMemoryRoster(self), new InMemoryHealthBoard(), new InMemoryLoadChannel());
    }
}
