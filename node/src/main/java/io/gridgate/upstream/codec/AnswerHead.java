package io.gridgate.upstream.codec;

import io.gridgate.http.Headers;
import org.apache.hc.core5.http.ContentLengthStrategy;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.message.BasicHttpResponse;

/**
 * The head of an answer as HttpCore's codec passes it on: its fields are Gridgate's, its framing is decided.
 *
 * <p>Thread-safety: confined to the connection's loop.
 */
public final class AnswerHead extends BasicHttpResponse {

    /** The least status of a final answer; what is below is an interim one. */
    static final int FINAL_STATUS_MIN = 200;

    private static final long serialVersionUID = 1L;

    private final transient Headers fields;
    private final long bodyLength;
    private final boolean reusable;

    /**
     * Creates the head.
     *
     * @param bodyLength octets, or {@link ContentLengthStrategy#CHUNKED}, or {@link ContentLengthStrategy#UNDEFINED} when the
     *     end of the connection ends the body
     * @param reusable whether the backend keeps the connection open after this answer, if its body has an end of its own
     */
    public AnswerHead(int status, Headers fields, long bodyLength, boolean reusable) {
        super(status);
        this.fields = fields;
        this.bodyLength = bodyLength;
        this.reusable = reusable;
        setVersion(HttpVersion.HTTP_1_1);
    }

    /** Returns the fields as they came. */
    public Headers fields() {
        return fields;
    }

    /** Returns the length of the body: octets, or one of the two constants. */
    public long bodyLength() {
        return bodyLength;
    }

    /** Returns whether the backend keeps the connection open after this answer, if its body has an end of its own. */
    public boolean isReusable() {
        return reusable;
    }
}
