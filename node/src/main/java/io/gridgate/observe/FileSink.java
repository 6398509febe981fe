package io.gridgate.observe;

import io.gridgate.base.Ticker;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lines at the end of a file, which is opened anew when its name has come to mean another file or none (logrotate moves it away).
 *
 * <p>Thread-safety: confined to the writer.
 */
final class FileSink implements LineSink {

    private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path file;
    private final Ticker ticker;
    private @Nullable OutputStream out;
    private @Nullable Object key;
    private long checkedAtNanos;

    FileSink(Path file, Ticker ticker) {
        this.file = file;
        this.ticker = ticker;
    }

    @Override
    public void write(byte[] lines, int length) throws IOException {
        OutputStream open = opened();
        try {
            open.write(lines, 0, length);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        OutputStream open = out;
        out = null;
        if (open != null) {
            open.close();
        }
    }

    private OutputStream opened() throws IOException {
        long now = ticker.nanos();
        OutputStream open = out;
        if (open != null && now - checkedAtNanos < CHECK_NANOS) {
            return open;
        }
        checkedAtNanos = now;
        if (open != null && Objects.equals(key, keyOfFile())) {
            return open;
        }
        close();
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        OutputStream fresh = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        out = fresh;
        key = keyOfFile();
        return fresh;
    }

    private @Nullable Object keyOfFile() throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }
}
