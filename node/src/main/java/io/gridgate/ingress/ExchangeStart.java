package io.gridgate.ingress;

import io.gridgate.exchange.Body;
import io.gridgate.exchange.Client;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.Request;
import io.gridgate.http.Authority;
import io.gridgate.http.HeaderNames;
import io.gridgate.http.Target;
import io.gridgate.wire.Pipe;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the exchange of a head that was read on one connection: whom it is for, what it asks for, who asks, and its correlation
 * id. Remembers what the connection's next request will most likely say again.
 *
 * <p>Thread-safety: confined to the connection's loop.
 */
final class ExchangeStart {

    private final FrontListener front;
    private final FrontLoop shared;
    private final Pipe pipe;
    private @Nullable Client peer;
    private @Nullable String lastHost;
    private @Nullable Authority lastAuthority;

    ExchangeStart(FrontListener front, FrontLoop shared, Pipe pipe) {
        this.front = front;
        this.shared = shared;
        this.pipe = pipe;
    }

    /**
     * Returns how the body of the request is framed, or null when it has none.
     *
     * @param behind what came together with the head; it stays as it is
     * @throws GatewayException when the request must be refused for its framing
     */
    @Nullable
    BodyFraming framing(RequestHead head, ByteBuffer behind) {
        long length = head.checkedFraming();
        if (length == RequestHead.NO_BODY) {
            return null;
        }
        if (length != RequestHead.CHUNKED) {
            return new LengthFraming(length);
        }
        checkAhead(behind.duplicate());
        return new ChunkedFraming(front.limits().headOctetsMax());
    }

    /** Refuses chunks that came broken together with their head before anybody acts on it, also where nobody would read the body. */
    private void checkAhead(ByteBuffer ahead) {
        BodyFraming trial = new ChunkedFraming(front.limits().headOctetsMax());
        for (int octets = trial.next(ahead, shared.scratch); octets > 0; octets = trial.next(ahead, shared.scratch)) {
            ahead.position(ahead.position() + octets);
            trial.took(octets);
        }
    }

    /**
     * Returns the exchange that begins now.
     *
     * @param body null: the request has none
     * @throws GatewayException when the request must be refused for its authority or its target
     */
    Exchange of(RequestHead head, @Nullable Body body, long nowNanos) {
        Authority authority = authority(head);
        Target target = head.checkedTarget(authority);
        Client client = front.resolver().ofRequest(peer(), head.headers());
        String id = shared.ids.of(head.headers().first(HeaderNames.X_REQUEST_ID));
        head.headers().set(HeaderNames.X_REQUEST_ID, id);
        Request request = new Request(head.method(), target, authority, head.headers(), body == null ? Body.empty() : body, body != null);
        return new Exchange(shared.loop, request, client, id, nowNanos);
    }

    /** The same client mostly asks for the same host again. */
    private Authority authority(RequestHead head) {
        String host = head.headers().first(HeaderNames.HOST);
        if (host != null && lastAuthority != null && host.equals(lastHost)) {
            return lastAuthority;
        }
        Authority authority = head.checkedAuthority(localAuthority());
        lastHost = host;
        lastAuthority = authority;
        return authority;
    }

    private String localAuthority() {
        InetSocketAddress local = pipe.local();
        if (local == null) {
            return "localhost";
        }
        String address = local.getAddress().getHostAddress();
        int zone = address.indexOf('%');
        String plain = zone < 0 ? address : address.substring(0, zone);
        return (plain.indexOf(':') < 0 ? plain : "[" + plain + "]") + ":" + local.getPort();
    }

    private Client peer() {
        Client known = peer;
        if (known == null) {
            InetSocketAddress address = pipe.peer();
            if (address == null) {
                throw GatewayException.of(ErrorCode.BAD_REQUEST, "the client is gone");
            }
            InetSocketAddress local = pipe.local();
            known = front.resolver().ofPeer(address.getAddress(), front.isTls(), local == null ? front.port() : local.getPort());
            peer = known;
        }
        return known;
    }
}
