package io.gridgate.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridgate.rollout.PackedDocument;
import io.gridgate.rollout.Revision;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;

/**
 * A revision with its document as one file: a line with the format, its version and the SHA-256 of the next line; a line of JSON that says what
 * revision it is; the packed document.
 *
 * <p>Thread-safety: immutable.
 */
record RevisionFile(Revision revision, PackedDocument document) {

    private static final String FORMAT = "gridgate-revision 1 ";
    private static final ObjectMapper JSON = new ObjectMapper();

    byte[] encode() {
        byte[] head = head();
        ByteArrayOutputStream out = new ByteArrayOutputStream(head.length + document.size() + 128);
        out.writeBytes((FORMAT + PackedDocument.of(head).sha256() + "\n").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(head);
        out.write('\n');
        out.writeBytes(document.bytes());
        return out.toByteArray();
    }

    private byte[] head() {
        ObjectNode head = JSON.createObjectNode();
        head.put("revision", revision.number()).put("sha256", revision.sha256()).put("parent_sha256", revision.parentSha256());
        head.put("created", revision.created().toString()).put("author", revision.author()).put("message", revision.message());
        head.put("size", revision.sizeBytes());
        try {
            return JSON.writeValueAsBytes(head);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("revision: " + revision + " (expected: writable as JSON)", e);
        }
    }

    /**
     * Returns what {@link #encode} wrote.
     *
     * @throws IOException if an octet is missing, surplus or changed
     */
    static RevisionFile decode(byte[] octets) throws IOException {
        int formatEnd = lineEnd(octets, 0);
        int headEnd = lineEnd(octets, formatEnd + 1);
        String format = new String(octets, 0, formatEnd, StandardCharsets.US_ASCII);
        byte[] head = Arrays.copyOfRange(octets, formatEnd + 1, headEnd);
        if (!format.equals(FORMAT + PackedDocument.of(head).sha256())) {
            throw new IOException("its head is torn, harmed or of another version");
        }
        Revision revision = revision(head);
        PackedDocument document = PackedDocument.of(Arrays.copyOfRange(octets, headEnd + 1, octets.length));
        if (!document.sha256().equals(revision.sha256())) {
            throw new IOException("its document is torn or harmed");
        }
        return new RevisionFile(revision, document);
    }

    private static int lineEnd(byte[] octets, int from) throws IOException {
        for (int i = from; i < octets.length; i++) {
            if (octets[i] == '\n') {
                return i;
            }
        }
        throw new IOException("it is cut short");
    }

    private static Revision revision(byte[] head) throws IOException {
        JsonNode json = JSON.readTree(head);
        try {
            return new Revision(json.path("revision").asLong(), json.path("sha256").asText(), json.path("parent_sha256").asText(),
                    Instant.parse(json.path("created").asText()), json.path("author").asText(), json.path("message").asText(),
                    json.path("size").asInt());
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IOException("its head makes no sense: " + e.getMessage(), e);
        }
    }
}
