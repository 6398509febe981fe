package io.gridgate.upstream.codec;

import io.gridgate.http.Grammar;
import io.gridgate.http.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.jspecify.annotations.Nullable;

/**
 * A chunked body by the letter of RFC 9112 7.1: sizes of hexadecimal digits alone, extensions ignored within a bound, every
 * line ended by CR LF, trailers as strict as a head. Stands in for HttpCore's decoder, which takes signs, blanks and bare line
 * feeds.
 *
 * <p>Thread-safety: confined to the connection's loop.
 */
final class ChunkDecoder extends BodyDecoder {

    private static final int SIZE_DIGITS_MAX = 15;
    private static final int EXTENSION_BYTES_MAX = 4 << 10;
    private static final int TRAILER_BYTES_MAX = 16 << 10;

    private enum State {
        SIZE,
        EXTENSION,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILERS
    }

    private State state = State.SIZE;
    private long size;
    private int digits;
    private int extension;
    private int trailerLines;
    private @Nullable ByteArrayOutputStream trailerOctets;
    private Headers trailers = new Headers(0);

    ChunkDecoder(CodecSession session, BodyReceiver receiver) {
        super(session, receiver);
    }

    @Override
    int content(ByteBuffer input) throws IOException {
        while (input.hasRemaining()) {
            if (state == State.DATA) {
                return (int) Math.min(size, input.remaining());
            }
            if (state == State.TRAILERS) {
                if (trailer(input.get())) {
                    complete();
                    return 0;
                }
            } else {
                framing(input.get());
            }
        }
        return 0;
    }

    @Override
    void delivered(int octets) {
        size -= octets;
        if (size == 0) {
            state = State.DATA_CR;
        }
    }

    @Override
    void endOfInput() throws IOException {
        throw new ConnectionClosedException("closed within a chunked body");
    }

    @Override
    Headers trailers() {
        return trailers;
    }

    private void framing(byte octet) throws BadAnswerException {
        switch (state) {
            case SIZE -> size(octet);
            case EXTENSION -> extension(octet);
            case SIZE_LF -> {
                expect(octet, '\n');
                digits = 0;
                extension = 0;
                state = size == 0 ? State.TRAILERS : State.DATA;
            }
            case DATA_CR -> {
                expect(octet, '\r');
                state = State.DATA_LF;
            }
            case DATA_LF -> {
                expect(octet, '\n');
                state = State.SIZE;
            }
            case DATA, TRAILERS -> throw new IllegalStateException("state: " + state + " (expected: a framing state)");
        }
    }

    private void size(byte octet) throws BadAnswerException {
        int digit = Grammar.hexDigit(octet);
        if (digit >= 0) {
            if (++digits > SIZE_DIGITS_MAX) {
                throw new BadAnswerException("a chunk is too large");
            }
            size = size << 4 | digit;
        } else if (digits > 0 && octet == '\r') {
            state = State.SIZE_LF;
        } else if (digits > 0 && octet == ';') {
            state = State.EXTENSION;
        } else {
            throw new BadAnswerException("a chunk has no valid size");
        }
    }

    private void extension(byte octet) throws BadAnswerException {
        if (octet == '\r') {
            state = State.SIZE_LF;
        } else if (!Grammar.isFieldOctet(octet & 0xff) || ++extension > EXTENSION_BYTES_MAX) {
            throw new BadAnswerException("a chunk extension is malformed or too long");
        }
    }

    private static void expect(byte octet, char expected) throws BadAnswerException {
        if (octet != expected) {
            throw new BadAnswerException("a line of the chunked coding does not end in CR LF");
        }
    }

    /** Takes an octet after the last chunk; returns whether it was the last of the body. */
    private boolean trailer(byte octet) throws BadAnswerException {
        if (trailerOctets == null) {
            trailerOctets = new ByteArrayOutputStream(2);
        }
        trailerOctets.write(octet);
        if (octet != '\n') {
            if (trailerOctets.size() > TRAILER_BYTES_MAX) {
                throw new BadAnswerException("the trailers are longer than " + TRAILER_BYTES_MAX + " octets");
            }
            return false;
        }
        if (++trailerLines > AnswerGrammar.FIELDS_MAX + 1) {
            throw new BadAnswerException("more than " + AnswerGrammar.FIELDS_MAX + " trailers");
        }
        byte[] octets = trailerOctets.toByteArray();
        int end = octets.length;
        if (end < 2 || octets[end - 2] != '\r') {
            throw new BadAnswerException("a trailer ends in a bare line feed");
        }
        if (end > 2 && octets[end - 3] != '\n') {
            return false;
        }
        if (end > 2) {
            trailers = Trailers.endToEnd(AnswerGrammar.fields(octets, 0, end - 2));
        }
        return true;
    }
}
