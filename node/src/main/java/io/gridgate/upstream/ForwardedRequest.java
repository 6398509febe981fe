package io.gridgate.upstream;

import io.gridgate.exchange.Body;
import io.gridgate.exchange.Client;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Request;
import io.gridgate.http.HeaderNames;
import io.gridgate.http.Headers;
import io.gridgate.http.HopByHop;
import io.gridgate.upstream.codec.RequestHead;
import java.net.Inet6Address;
import java.net.InetAddress;
import org.apache.hc.core5.http.ContentLengthStrategy;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request as the backend gets it: the client's fields but for the connection's, and who the gateway got it from.
 *
 * <p>Thread-safety: stateless.
 */
final class ForwardedRequest {

    private static final String VIA = "1.1 gridgate";
    private static final String FORWARDED_PREFIX = "X-Forwarded-";

    private ForwardedRequest() {}

    /**
     * Returns the head for the backend.
     *
     * @param rewrittenHost what {@code Host} says instead of the client's, or null to keep that
     */
    static RequestHead head(Exchange exchange, Body body, @Nullable String rewrittenHost) {
        Request request = exchange.request();
        Headers fields = request.headers().copy();
        HopByHop.strip(fields);
        String host = request.headers().first(HeaderNames.HOST);
        String original = host == null ? request.authority().toString() : host;
        fields.set(HeaderNames.HOST, rewrittenHost == null ? original : rewrittenHost);
        fields.remove(HeaderNames.EXPECT);
        forwarded(fields, exchange.client(), original);
        via(fields);
        fields.set(HeaderNames.X_REQUEST_ID, exchange.correlationId());
        String trace = fields.first(HeaderNames.TRACEPARENT);
        if (trace == null || fields.count(HeaderNames.TRACEPARENT) > 1 || !TraceParent.isValid(trace)) {
            fields.set(HeaderNames.TRACEPARENT, TraceParent.start());
            fields.remove(TraceParent.TRACESTATE);
        }
        return new RequestHead(request.method(), exchange.forwardTarget(), fields, framing(fields, request, body));
    }

    /** Sets the framing fields and returns the length of what follows the head. */
    private static long framing(Headers fields, Request request, Body body) {
        if (!request.hasBody() && body.length() == 0) {
            fields.remove(HeaderNames.CONTENT_LENGTH);
            return 0;
        }
        long length = body.length();
        if (length >= 0) {
            fields.set(HeaderNames.CONTENT_LENGTH, Long.toString(length));
            return length;
        }
        fields.remove(HeaderNames.CONTENT_LENGTH);
        fields.set(HeaderNames.TRANSFER_ENCODING, "chunked");
        return ContentLengthStrategy.CHUNKED;
    }

    /** A trusted peer's account is continued, another's is replaced by what the gateway itself saw. */
    private static void forwarded(Headers fields, Client client, String host) {
        String port = Integer.toString(client.port());
        if (!client.trusted()) {
            fields.removeIf(ForwardedRequest::isForwarding);
            fields.add(HeaderNames.X_FORWARDED_FOR, client.address());
            fields.add(HeaderNames.X_FORWARDED_PROTO, client.scheme());
            fields.add(HeaderNames.X_FORWARDED_HOST, host);
            fields.add(HeaderNames.X_FORWARDED_PORT, port);
            return;
        }
        String peer = text(client.peer());
        String before = fields.joined(HeaderNames.X_FORWARDED_FOR);
        fields.set(HeaderNames.X_FORWARDED_FOR, before == null ? peer : before + ", " + peer);
        setIfAbsent(fields, HeaderNames.X_FORWARDED_PROTO, client.scheme());
        setIfAbsent(fields, HeaderNames.X_FORWARDED_HOST, host);
        setIfAbsent(fields, HeaderNames.X_FORWARDED_PORT, port);
        String standard = fields.joined(HeaderNames.FORWARDED);
        if (standard != null) {
            String node = client.peer() instanceof Inet6Address ? "\"[" + peer + "]\"" : peer;
            fields.set(HeaderNames.FORWARDED, standard + ", for=" + node);
        }
    }

    private static boolean isForwarding(String name) {
        return name.regionMatches(true, 0, FORWARDED_PREFIX, 0, FORWARDED_PREFIX.length()) || name.equalsIgnoreCase(HeaderNames.FORWARDED);
    }

    private static void setIfAbsent(Headers fields, String name, String value) {
        if (!fields.contains(name)) {
            fields.add(name, value);
        }
    }

    /** Returns the address without the zone that Java writes behind a scoped IPv6 address. */
    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    /** Appends the gateway to {@code Via} (RFC 9110 7.6.3). */
    static void via(Headers fields) {
        String before = fields.joined(HeaderNames.VIA);
        fields.set(HeaderNames.VIA, before == null ? VIA : before + ", " + VIA);
    }
}
