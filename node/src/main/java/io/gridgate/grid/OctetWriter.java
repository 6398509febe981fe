package io.gridgate.grid;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Writes a grid value: the format's version first, numbers in network order, texts as their length and UTF-8.
 *
 * <p>Thread-safety: confined to one encoding.
 */
final class OctetWriter {

    private final ByteArrayOutputStream octets = new ByteArrayOutputStream(256);

    OctetWriter(int version) {
        octets.write(version);
    }

    OctetWriter octet(int value) {
        octets.write(value);
        return this;
    }

    OctetWriter number(long value) {
        octets.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
        return this;
    }

    OctetWriter integer(int value) {
        octets.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
        return this;
    }

    OctetWriter text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return integer(utf8.length).raw(utf8);
    }

    OctetWriter raw(byte[] value) {
        octets.writeBytes(value);
        return this;
    }

    <T> OctetWriter list(List<T> values, BiConsumer<OctetWriter, T> each) {
        integer(values.size());
        values.forEach(value -> each.accept(this, value));
        return this;
    }

    byte[] octets() {
        return octets.toByteArray();
    }
}
