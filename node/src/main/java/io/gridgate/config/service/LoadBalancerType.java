package io.gridgate.config.service;

/** How an instance is chosen among those that may be. */
public enum LoadBalancerType {
    /** Each in turn. */
    ROUND_ROBIN,
    /** Each in turn, as often as its weight says. */
    WEIGHTED,
    /** Of two chosen at random, the one with fewer requests under way. */
    LEAST_REQUEST,
    /** The one that a key hashes to. */
    CONSISTENT_HASH,
    /** Of two chosen at random, the one with the lower peak-sensitive average latency. */
    PEAK_EWMA;

    /** Returns whether it chooses by what instances bear. */
    public boolean isByLoad() {
        return this == LEAST_REQUEST || this == PEAK_EWMA;
    }
}
