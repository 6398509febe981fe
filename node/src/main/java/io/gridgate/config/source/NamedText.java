package io.gridgate.config.source;

/**
 * One file of a document: its name and its text.
 *
 * <p>Thread-safety: immutable.
 *
 * @param name what errors call it
 */
public record NamedText(String name, String text) {

    /** Returns the last part of the name: the file without its directories. */
    public String fileName() {
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    }
}
