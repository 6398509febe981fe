package io.gridgate.config.source;

/**
 * The place of something in a text.
 *
 * <p>Thread-safety: immutable.
 *
 * @param file the name of the text, as the operator knows it
 * @param line from 1
 * @param column from 1, in code points
 */
public record Mark(String file, int line, int column) {
    /** Returns {@code file:line:column}. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
