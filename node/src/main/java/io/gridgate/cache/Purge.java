package io.gridgate.cache;

/**
 * What an operator wants gone.
 *
 * @param by what the name is of
 * @param name never empty
 * @param soft whether what is purged counts as stale only, and may be asked for again with a condition
 *
 * <p>Thread-safety: immutable.
 */
public record Purge(By by, String name, boolean soft) {

    /** What answers are purged by. */
    public enum By {
        KEY('k'),
        TAG('t'),
        PATH('p'),
        PREFIX('x');

        private final char mark;

        By(char mark) {
            this.mark = mark;
        }

        /** Returns the name so that a key is no tag. */
        String marked(String name) {
            return mark + name;
        }
    }
}
