package io.gridgate.grid;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads what an {@link OctetWriter} wrote.
 *
 * <p>Thread-safety: confined to one decoding.
 */
final class OctetReader {

    private final ByteBuffer octets;
    private final int version;

    /** Begins to read; the version is the first octet. */
    private OctetReader(byte[] value) {
        octets = ByteBuffer.wrap(value);
        version = Byte.toUnsignedInt(octets.get());
    }

    /**
     * Returns what {@code decode} makes of the whole value.
     *
     * @throws IllegalArgumentException if the value is of another version, cut short, or longer than it should be
     */
    static <T> T read(String what, int version, byte[] value, Function<OctetReader, T> decode) {
        try {
            OctetReader reader = new OctetReader(value);
            if (reader.version != version) {
                throw new IllegalArgumentException(what + ": version " + reader.version + " (expected: " + version + ")");
            }
            T decoded = decode.apply(reader);
            if (reader.octets.hasRemaining()) {
                throw new IllegalArgumentException(what + ": " + reader.octets.remaining() + " octets too many");
            }
            return decoded;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException(what + ": cut short at " + value.length + " octets", e);
        }
    }

    int octet() {
        return Byte.toUnsignedInt(octets.get());
    }

    long number() {
        return octets.getLong();
    }

    int integer() {
        return octets.getInt();
    }

    int length() {
        int length = octets.getInt();
        if (length < 0 || length > octets.remaining()) {
            throw new BufferUnderflowException();
        }
        return length;
    }

    String text() {
        return new String(raw(length()), StandardCharsets.UTF_8);
    }

    byte[] raw(int length) {
        byte[] value = new byte[length];
        octets.get(value);
        return value;
    }

    <T> List<T> list(Function<OctetReader, T> each) {
        int count = length();
        List<T> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(each.apply(this));
        }
        return values;
    }
}
