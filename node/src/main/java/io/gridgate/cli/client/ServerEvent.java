package io.gridgate.cli.client;

/**
 * One event of a stream.
 *
 * <p>Thread-safety: immutable.
 *
 * @param id by which the stream goes on after it; empty: by that of the event before
 * @param data its JSON
 */
public record ServerEvent(String id, String data) {}
