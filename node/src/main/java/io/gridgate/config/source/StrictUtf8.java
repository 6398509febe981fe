package io.gridgate.config.source;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Texts that come as octets: what is not UTF-8 is refused, where Java's own readers put a question mark.
 *
 * <p>Thread-safety: stateless.
 */
public final class StrictUtf8 {

    private StrictUtf8() {}

    /**
     * Returns the text.
     *
     * @throws CharacterCodingException if the octets are not UTF-8
     */
    public static String decode(byte[] octets) throws CharacterCodingException {
        // A new decoder reports what it cannot read.
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    }
}
