package io.gridgate.upstream.codec;

import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import org.apache.hc.core5.http.ContentLengthStrategy;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.config.CharCodingConfig;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.BasicHttpTransportMetrics;
import org.apache.hc.core5.http.impl.nio.ClientHttp1IOEventHandler;
import org.apache.hc.core5.http.impl.nio.ClientHttp1StreamDuplexer;
import org.apache.hc.core5.http.nio.ContentDecoder;
import org.apache.hc.core5.http.nio.ContentEncoder;
import org.apache.hc.core5.http.nio.SessionInputBuffer;
import org.apache.hc.core5.http.nio.SessionOutputBuffer;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpProcessor;
import org.apache.hc.core5.http.protocol.HttpProcessorBuilder;

/**
 * HttpCore's HTTP/1.1 client codec with a strict parser and strict decoders, which read from the session's own input: the
 * codec's buffers hold no more than a request's head, so that a connection at rest costs little memory.
 *
 * <p>Thread-safety: confined to the connection's loop.
 */
public final class Http1Codec extends ClientHttp1StreamDuplexer {

    /** A head and a small body of a request leave in one write up to this size. */
    private static final int JOIN_BYTES_MAX = 4 << 10;

    private static final int BUFFER_BYTES = 2 << 10;

    private static final HttpProcessor NO_PROCESSOR = HttpProcessorBuilder.create().build();
    private static final Http1Config CONFIG = Http1Config.custom().setBufferSize(BUFFER_BYTES).setChunkSizeHint(JOIN_BYTES_MAX).build();

    private final CodecSession session;

    private Http1Codec(CodecSession session) {
        super(session, NO_PROCESSOR, CONFIG, CharCodingConfig.DEFAULT, Http1Codec::keepsAlive, new AnswerHeadParser(session),
                new RequestHeadWriter(), message -> ((AnswerHead) message).bodyLength(), message -> ((RequestHead) message).bodyLength(),
                null);
        this.session = session;
    }

    /** Returns a new codec for that session, as the handler of its events. */
    public static ClientHttp1IOEventHandler over(CodecSession session) {
        return new ClientHttp1IOEventHandler(new Http1Codec(session));
    }

    /** The codec asks at the head of each final answer, before it acts on it. Whether a connection is kept is decided elsewhere. */
    private static boolean keepsAlive(HttpRequest request, HttpResponse response, HttpContext context) {
        return true;
    }

    /**
     * The codec's first word on an answer, before it might end a request body that is under way as if it were whole. HttpCore
     * passes no 100 on, so that interim answers are told of here.
     */
    @Override
    protected boolean handleIncomingMessage(HttpResponse response) throws HttpException {
        int status = response.getCode();
        if (status >= AnswerHead.FINAL_STATUS_MIN) {
            session.onAnswerHead(status);
        } else {
            session.onInterim((AnswerHead) response);
        }
        return super.handleIncomingMessage(response);
    }

    @Override
    protected ContentDecoder createContentDecoder(long length, ReadableByteChannel channel, SessionInputBuffer buffer,
            BasicHttpTransportMetrics metrics) {
        BodyDecoder decoder;
        if (length >= 0) {
            decoder = new LengthDecoder(session, session.receiver(), length);
        } else if (length == ContentLengthStrategy.CHUNKED) {
            decoder = new ChunkDecoder(session, session.receiver());
        } else {
            decoder = new CloseDecoder(session, session.receiver());
        }
        session.decoder(decoder);
        return decoder;
    }

    @Override
    protected ContentEncoder createContentEncoder(long length, WritableByteChannel channel, SessionOutputBuffer buffer,
            BasicHttpTransportMetrics metrics) throws HttpException {
        return length == ContentLengthStrategy.CHUNKED
                ? new ChunkEncoder(channel, buffer)
                : super.createContentEncoder(length, channel, buffer, metrics);
    }
}
