package io.gridgate.cache;

import io.gridgate.http.Headers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The octets of stored answers for other nodes: the format's version first, numbers in network order, texts as their length and UTF-8.
 *
 * <p>Thread-safety: stateless.
 */
final class AnswerLayout {

    static final int VERSION = 1;
    private static final int NEEDS_VALIDATION = 1;
    private static final int MUST_REVALIDATE = 2;

    private AnswerLayout() {}

    static byte[] encode(List<StoredAnswer> answers) {
        long size = 64;
        for (StoredAnswer answer : answers) {
            size += answer.weight();
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream((int) Math.min(Integer.MAX_VALUE - 8L, size));
        try (DataOutputStream out = new DataOutputStream(octets)) {
            out.writeByte(VERSION);
            out.writeInt(answers.size());
            for (StoredAnswer answer : answers) {
                write(out, answer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return octets.toByteArray();
    }

    private static void write(DataOutputStream out, StoredAnswer answer) throws IOException {
        out.writeShort(answer.status());
        out.writeLong(answer.receivedAtMillis());
        out.writeLong(answer.initialAgeSeconds());
        Terms terms = answer.terms();
        out.writeByte((terms.needsValidation() ? NEEDS_VALIDATION : 0) | (terms.mustRevalidate() ? MUST_REVALIDATE : 0));
        out.writeLong(terms.lifetimeSeconds());
        out.writeLong(terms.whileRevalidateSeconds());
        out.writeLong(terms.ifErrorSeconds());
        out.writeLong(answer.born());
        write(out, answer.path());
        out.writeInt(answer.names().size());
        for (String name : answer.names()) {
            write(out, name);
        }
        write(out, answer.variant());
        out.writeInt(answer.fields().size());
        for (int i = 0; i < answer.fields().size(); i++) {
            write(out, answer.fields().name(i));
            write(out, answer.fields().value(i));
        }
        out.writeInt(answer.body().length);
        out.write(answer.body());
    }

    private static void write(DataOutputStream out, Variant variant) throws IOException {
        out.writeInt(variant.names().size());
        for (int i = 0; i < variant.names().size(); i++) {
            write(out, variant.names().get(i));
            String value = variant.values().get(i);
            out.writeBoolean(value != null);
            write(out, value == null ? "" : value);
        }
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    /**
     * Returns the answers.
     *
     * @throws IllegalArgumentException if the octets are of another version, cut short, or too many
     */
    static List<StoredAnswer> decode(byte[] octets) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(octets))) {
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw new IllegalArgumentException("stored answers: version " + version + " (expected: " + VERSION + ")");
            }
            int count = length(in);
            List<StoredAnswer> answers = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                answers.add(answer(in));
            }
            if (in.available() > 0) {
                throw new IllegalArgumentException("stored answers: " + in.available() + " octets too many");
            }
            return answers;
        } catch (IOException e) {
            throw new IllegalArgumentException("stored answers: cut short at " + octets.length + " octets", e);
        }
    }

    private static StoredAnswer answer(DataInputStream in) throws IOException {
        int status = in.readUnsignedShort();
        long receivedAtMillis = in.readLong();
        long initialAgeSeconds = in.readLong();
        int flags = in.readUnsignedByte();
        Terms terms = new Terms(in.readLong(), (flags & NEEDS_VALIDATION) != 0, (flags & MUST_REVALIDATE) != 0, in.readLong(),
                in.readLong());
        long born = in.readLong();
        String path = text(in);
        List<String> names = texts(in);
        Variant variant = variant(in);
        int count = length(in);
        Headers fields = new Headers(count);
        for (int i = 0; i < count; i++) {
            fields.add(text(in), text(in));
        }
        return new StoredAnswer(status, fields, raw(in), receivedAtMillis, initialAgeSeconds, terms, variant, names, path, born);
    }

    private static Variant variant(DataInputStream in) throws IOException {
        int count = length(in);
        List<String> names = new ArrayList<>(count);
        List<@Nullable String> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            names.add(text(in));
            boolean isThere = in.readBoolean();
            String value = text(in);
            values.add(isThere ? value : null);
        }
        return new Variant(names, values);
    }

    private static List<String> texts(DataInputStream in) throws IOException {
        int count = length(in);
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(text(in));
        }
        return texts;
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(raw(in), StandardCharsets.UTF_8);
    }

    private static byte[] raw(DataInputStream in) throws IOException {
        byte[] octets = new byte[length(in)];
        in.readFully(octets);
        return octets;
    }

    /** Nothing counts more than the octets that are left. */
    private static int length(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a length of " + length + " with " + in.available() + " octets left");
        }
        return length;
    }
}
