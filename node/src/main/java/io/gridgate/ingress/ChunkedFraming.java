package io.gridgate.ingress;

import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.GatewayException;
import io.gridgate.http.Grammar;
import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import java.nio.ByteBuffer;

/**
 * A chunked body (RFC 9112 7.1), read strictly: each size is one to fifteen hexadecimal digits, each line ends with CR LF, and
 * extensions are skipped within a bound.
 *
 * <p>Thread-safety: confined to one connection.
 */
final class ChunkedFraming implements BodyFraming {

    private static final int SIZE_DIGITS_MAX = 15;
    private static final int EXTENSION_OCTETS_MAX = 4096;

    private final int trailerOctetsMax;
    private State state = State.SIZE;
    private long left;
    private int digits;
    private int extensionOctets;
    private int trailerOctets;
    private Headers trailers = new Headers(0);
    private final LineReader lines = new LineReader();

    private enum State {
        SIZE,
        EXTENSION,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILERS,
        END
    }

    ChunkedFraming(int trailerOctetsMax) {
        this.trailerOctetsMax = trailerOctetsMax;
    }

    @Override
    public int next(ByteBuffer in, byte[] scratch) {
        while (true) {
            if (state == State.END) {
                return END;
            }
            if (!in.hasRemaining()) {
                return STARVED;
            }
            switch (state) {
                case DATA -> {
                    return (int) Math.min(left, in.remaining());
                }
                case TRAILERS -> readTrailers(in, scratch);
                default -> octet(in.get());
            }
        }
    }

    private void octet(int octet) {
        switch (state) {
            case SIZE -> size(octet);
            case EXTENSION -> extension(octet);
            case SIZE_LF -> {
                require(octet == '\n', "a chunk size is not followed by CR LF");
                state = left == 0 ? State.TRAILERS : State.DATA;
            }
            case DATA_CR -> {
                require(octet == '\r', "a chunk is longer than its size");
                state = State.DATA_LF;
            }
            case DATA_LF -> {
                require(octet == '\n', "a chunk does not end with CR LF");
                left = 0;
                digits = 0;
                state = State.SIZE;
            }
            default -> throw new IllegalStateException("state: " + state);
        }
    }

    private void size(int octet) {
        int digit = Grammar.hexDigit(octet & 0xff);
        if (digit >= 0) {
            require(++digits <= SIZE_DIGITS_MAX, "a chunk size is too long");
            left = left << 4 | digit;
            return;
        }
        require(digits > 0 && (octet == '\r' || octet == ';'), "a chunk size is not a hexadecimal number");
        state = octet == '\r' ? State.SIZE_LF : State.EXTENSION;
    }

    /** RFC 9112 7.1.1: unknown extensions are ignored; here all are. */
    private void extension(int octet) {
        if (octet == '\r') {
            state = State.SIZE_LF;
            return;
        }
        require(Grammar.isFieldOctet(octet & 0xff), "a chunk extension has a control octet");
        require(++extensionOctets <= EXTENSION_OCTETS_MAX, "the chunk extensions are too long");
    }

    private void readTrailers(ByteBuffer in, byte[] scratch) {
        int available = Math.min(in.remaining(), scratch.length);
        in.get(in.position(), scratch, 0, available);
        int at = 0;
        while (at < available && state == State.TRAILERS) {
            int next = lines.next(scratch, at, available);
            int end = next < 0 ? available : next;
            trailerOctets += end - at;
            at = end;
            if (trailerOctets > trailerOctetsMax) {
                throw GatewayException.of(ErrorCode.HEADERS_TOO_LARGE, "the trailers are too large");
            }
            if (next >= 0) {
                trailer();
            }
        }
        in.position(in.position() + at);
    }

    private void trailer() {
        if (lines.from() == lines.to()) {
            state = State.END;
            lines.release();
            return;
        }
        if (trailers.size() == 0) {
            trailers = new Headers(4);
        }
        String name = FieldLine.parse(lines.line(), lines.from(), lines.to(), trailers);
        // RFC 9110 6.5.1: what frames or routes a message cannot come behind it.
        require(!name.equals(HeaderNames.CONTENT_LENGTH) && !name.equals(HeaderNames.TRANSFER_ENCODING) && !name.equals(HeaderNames.HOST),
                "a trailer frames or routes the message");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw GatewayException.of(ErrorCode.BAD_REQUEST, message);
        }
    }

    @Override
    public void took(int octets) {
        left -= octets;
        if (left == 0) {
            state = State.DATA_CR;
        }
    }

    @Override
    public long left() {
        return -1;
    }

    @Override
    public Headers trailers() {
        return trailers;
    }
}
