package io.gridgate.config.source;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The texts of a gateway document as the operator wrote them, references to secrets unresolved: what a revision stores.
 *
 * <p>Thread-safety: immutable.
 *
 * @param files one file, or those of a directory in the order of their names; names are unique
 */
public record GatewaySource(List<NamedText> files) {

    /** The most octets that all files of a document may have together. */
    public static final int BYTES_MAX = 4 << 20;
    /** The most files that a document may have. */
    public static final int FILES_MAX = 256;

    private static final int PACKED_VERSION = 1;

    public GatewaySource {
        files = List.copyOf(files);
    }

    /** Returns the source of one text. */
    public static GatewaySource of(String name, String text) {
        return new GatewaySource(List.of(new NamedText(name, text)));
    }

    /**
     * Returns the source of a file, or of all {@code .yaml}, {@code .yml} and {@code .json} files right in a directory but {@code .schema.json}. Names in errors are
     * the path as it is given here, and below it.
     *
     * @throws IOException if a file cannot be read, is not UTF-8, or the whole is larger than {@link #BYTES_MAX}
     */
    public static GatewaySource fromPath(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return new GatewaySource(List.of(read(path)));
        }
        List<NamedText> files = new ArrayList<>();
        long bytes = 0;
        for (Path file : documents(path)) {
            bytes += Files.size(file);
            checkSize(path, bytes);
            files.add(read(file));
        }
        if (files.isEmpty() || files.size() > FILES_MAX) {
            throw new IOException(path + ": " + files.size() + " files ending in .yaml, .yml or .json (expected: 1-" + FILES_MAX + ")");
        }
        return new GatewaySource(files);
    }

    private static List<Path> documents(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(GatewaySource::isDocument).sorted((a, b) -> name(a).compareTo(name(b))).toList();
        }
    }

    private static boolean isDocument(Path file) {
        String name = name(file).toLowerCase(Locale.ROOT);
        boolean ending = name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json");
        return ending && !name.endsWith(".schema.json") && !name.startsWith(".") && Files.isRegularFile(file);
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static NamedText read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file + ": no such file");
        }
        checkSize(file, Files.size(file));
        try {
            return new NamedText(file.toString(), StrictUtf8.decode(Files.readAllBytes(file)));
        } catch (CharacterCodingException e) {
            throw new IOException(file + ": not UTF-8", e);
        }
    }

    private static void checkSize(Path path, long bytes) throws IOException {
        if (bytes > BYTES_MAX) {
            throw new IOException(path + ": " + bytes + " bytes (expected: at most " + BYTES_MAX + ")");
        }
    }

    /**
     * Returns the packed form: what is stored and compared. Equal texts under equal file names give equal octets, whatever directory they
     * were read from.
     */
    public byte[] bytes() {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(packed)) {
            out.writeByte(PACKED_VERSION);
            out.writeInt(files.size());
            for (NamedText file : files) {
                write(out, file.fileName());
                write(out, file.text());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    /**
     * Returns the source of a packed form.
     *
     * @throws IllegalArgumentException if the octets are no packed form of a version that this node knows
     */
    public static GatewaySource fromBytes(byte[] packed) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(packed))) {
            int version = in.readUnsignedByte();
            int count = in.readInt();
            if (version != PACKED_VERSION || count < 1 || count > FILES_MAX) {
                throw new IllegalArgumentException("packed document: version " + version + ", " + count + " files");
            }
            List<NamedText> files = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                files.add(new NamedText(text(in), text(in)));
            }
            return new GatewaySource(files);
        } catch (IOException e) {
            throw new IllegalArgumentException("packed document: " + packed.length + " bytes, cut short or not UTF-8", e);
        }
    }

    private static String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("length " + length);
        }
        return StrictUtf8.decode(in.readNBytes(length));
    }
}
