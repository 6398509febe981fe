package io.gridgate.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * Writes and moves of files that either happened or did not, whenever the power goes.
 *
 * <p>Thread-safety: stateless; one writer per file.
 */
final class AtomicFile {

    /** The ending of a file that is being written; one that is found is a write that never ended. */
    static final String TEMPORARY = ".tmp";

    private AtomicFile() {}

    /** Replaces the file's content: temporary file, sync, atomic move, sync of the directory. */
    static void write(Path file, byte[] content) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + TEMPORARY);
        try {
            try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                ByteBuffer left = ByteBuffer.wrap(content);
                while (left.hasRemaining()) {
                    out.write(left);
                }
                out.force(true);
            }
            move(temporary, file);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    /** Renames a file within its directory, in place of one of the new name. */
    static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncDirectory(to);
    }

    /** Removes a file, if it is there. */
    static void remove(Path file) throws IOException {
        if (Files.deleteIfExists(file)) {
            syncDirectory(file);
        }
    }

    private static void syncDirectory(Path file) throws IOException {
        try (FileChannel directory = FileChannel.open(Objects.requireNonNull(file.getParent(), "parent"),
                StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
