package io.gridgate.upstream.codec;

import io.gridgate.http.Headers;
import java.util.Set;
import org.apache.hc.core5.http.ContentLengthStrategy;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request as HttpCore's codec takes it: its fields are Gridgate's and final, framing included.
 *
 * <p>Thread-safety: confined to the connection's loop.
 */
public final class RequestHead extends BasicHttpRequest implements EntityDetails {

    private static final long serialVersionUID = 1L;

    private final transient Headers fields;
    private final String target;
    private final long bodyLength;

    /**
     * Creates the head.
     *
     * @param target what the request line bears: path and query, encoded
     * @param bodyLength octets, or {@link ContentLengthStrategy#CHUNKED}; 0 when there is nothing to send after the head
     */
    public RequestHead(String method, String target, Headers fields, long bodyLength) {
        // Not the target: the superclass would parse it as a URI, which nobody asks for.
        super(method, (String) null);
        this.target = target;
        this.fields = fields;
        this.bodyLength = bodyLength;
    }

    /** Returns the fields, framing included. */
    public Headers fields() {
        return fields;
    }

    /** Returns what the request line bears. */
    public String target() {
        return target;
    }

    /** Returns the length of what follows the head: octets, or {@link ContentLengthStrategy#CHUNKED}. */
    public long bodyLength() {
        return bodyLength;
    }

    /** Returns whether anything follows the head. */
    public boolean hasBody() {
        return bodyLength != 0;
    }

    @Override
    public long getContentLength() {
        return bodyLength;
    }

    @Override
    public @Nullable String getContentType() {
        return null;
    }

    @Override
    public @Nullable String getContentEncoding() {
        return null;
    }

    @Override
    public boolean isChunked() {
        return bodyLength == ContentLengthStrategy.CHUNKED;
    }

    @Override
    public Set<String> getTrailerNames() {
        return Set.of();
    }
}
