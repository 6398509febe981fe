package io.gridgate.bench;

import io.gridgate.base.EventLoop;
import io.gridgate.exchange.Body;
import io.gridgate.exchange.Client;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Request;
import io.gridgate.http.Authority;
import io.gridgate.http.Headers;
import io.gridgate.http.Target;
import java.net.InetAddress;

/**
 * Requests and exchanges as a browser's GET makes them.
 *
 * <p>Thread-safety: stateless.
 */
public final class Exchanges {

    private Exchanges() {}

    /** Returns a GET of that target. */
    public static Request request(String target) {
        Headers headers = Headers.of("Host", "shop.example.com", "User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101",
                "Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "Accept-Language", "en-US,en;q=0.5",
                "Accept-Encoding", "gzip, deflate, br", "Connection", "keep-alive", "Cookie", "session=0f9d2c4b7a", "Cache-Control",
                "no-cache");
        return new Request("GET", Target.parse(target), new Authority("shop.example.com", -1), headers, Body.empty(), false);
    }

    /** Returns an exchange of a GET of that target, on no loop. */
    public static Exchange exchange(String target) {
        Client client = new Client(InetAddress.getLoopbackAddress(), "127.0.0.1", false, "http", 8080);
        return new Exchange(new NoLoop(), request(target), client, "c0ffee00c0ffee00c0ffee00c0ffee00", 0);
    }

    /**
     * A loop on which nothing is ever posted.
     *
     * <p>Thread-safety: immutable.
     */
    private record NoLoop() implements EventLoop {

        @Override
        public int index() {
            return 0;
        }

        @Override
        public boolean inLoop() {
            return true;
        }

        @Override
        public void execute(Runnable task) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Timer schedule(Runnable task, long delayNanos) {
            throw new UnsupportedOperationException();
        }
    }
}
