package io.gridgate.config.source;

/**
 * Whether the places of what is read are kept. They take most of the time and memory of a read and serve problems alone, so a document is read
 * without them first, and once more with them if there is something to tell.
 */
public enum Places {
    /** Each node has its line and column. */
    KEPT,
    /** Each node is said to stand where its text begins. */
    LEFT_OUT
}
