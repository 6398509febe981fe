package io.gridgate.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bearer tokens of the admin API, one a line: {@code sha256:<64 hexadecimal digits>} of the token's octets, or the token itself, of
 * which only the hash is kept in memory. Empty lines and lines that begin with {@code #} say nothing.
 *
 * <p>The file is read again when it changes; while it cannot be read, the last tokens stay.
 *
 * <p>Thread-safety: thread-safe; the state is one immutable record, replaced as a whole. Blocks on the disk.
 */
public final class TokenFile {

    private static final Logger LOG = LoggerFactory.getLogger(TokenFile.class);
    private static final String HASHED = "sha256:";
    private static final int BYTES_MAX = 64 << 10;

    private final Path path;
    private volatile Content content;

    private TokenFile(Path path, Content content) {
        this.path = path;
        this.content = content;
    }

    /**
     * Returns the tokens of that file.
     *
     * @throws IOException if it cannot be read, bears no token, or a line is malformed; the message is for the operator and bears no token
     */
    public static TokenFile open(Path path) throws IOException {
        return new TokenFile(path, read(path));
    }

    /** Returns whether the token is one of the file's, in a time that does not depend on how much of it is right. */
    boolean accepts(String token) {
        refresh();
        byte[] hash = sha256(token);
        boolean known = false;
        for (byte[] stored : content.hashes) {
            known |= MessageDigest.isEqual(stored, hash);
        }
        return known;
    }

    private void refresh() {
        Content before = content;
        try {
            if (!Files.getLastModifiedTime(path).equals(before.modified) || Files.size(path) != before.bytes) {
                content = read(path);
                LOG.atInfo().addKeyValue("file", path).addKeyValue("tokens", content.hashes.size()).log("admin tokens read again");
            }
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("file", path).addKeyValue("reason", e.getMessage())
                    .log("admin tokens cannot be read, the last ones stay");
        }
    }

    private static Content read(Path path) throws IOException {
        FileTime modified = Files.getLastModifiedTime(path);
        long bytes = Files.size(path);
        if (bytes > BYTES_MAX) {
            throw new IOException(path + ": " + bytes + " bytes (expected: at most " + BYTES_MAX + ")");
        }
        List<byte[]> hashes = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(path, StandardCharsets.UTF_8)) {
            number++;
            String text = line.strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                hashes.add(hash(path, number, text));
            }
        }
        if (hashes.isEmpty()) {
            throw new IOException(path + ": no token in it");
        }
        return new Content(modified, bytes, List.copyOf(hashes));
    }

    private static byte[] hash(Path path, int line, String text) throws IOException {
        if (!text.toLowerCase(Locale.ROOT).startsWith(HASHED)) {
            return sha256(text);
        }
        String digits = text.substring(HASHED.length()).strip();
        if (!digits.matches("[0-9a-fA-F]{64}")) {
            throw new IOException(path + ":" + line + ": sha256: must be followed by 64 hexadecimal digits");
        }
        return HexFormat.of().parseHex(digits);
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing (expected: in every Java runtime)", e);
        }
    }

    /** What the file held when it was last read. */
    private record Content(FileTime modified, long bytes, List<byte[]> hashes) {}
}
