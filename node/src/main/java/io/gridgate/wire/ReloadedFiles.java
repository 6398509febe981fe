package io.gridgate.wire;

/**
 * Something read from files that is read again when they change.
 *
 * <p>Thread-safety: {@link #refresh} is called by one thread at a time.
 */
interface ReloadedFiles {

    /**
     * Reads the files and takes them over if they changed; returns whether they did.
     *
     * @throws TlsFileException when they cannot be used; what was read before stays
     */
    boolean refresh() throws TlsFileException;
}
