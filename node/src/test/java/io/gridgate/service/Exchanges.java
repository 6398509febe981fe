package io.gridgate.service;

import static java.util.Objects.requireNonNull;

import io.gridgate.base.EventLoop;
import io.gridgate.exchange.Body;
import io.gridgate.exchange.Client;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Request;
import io.gridgate.fixture.FakeTicker;
import io.gridgate.fixture.ManualLoop;
import io.gridgate.http.Authority;
import io.gridgate.http.Headers;
import io.gridgate.http.Target;
import java.net.InetAddress;

/** Exchanges on a loop whose thread is the test's. */
public final class Exchanges {

    private Exchanges() {}

    /** Returns a GET of /. */
    public static Exchange get() {
        return of(new ManualLoop(new FakeTicker()), "GET", Headers.of(), Body.empty(), false);
    }

    /** Returns a GET of / with that field. */
    public static Exchange get(String name, String value) {
        return of(new ManualLoop(new FakeTicker()), "GET", Headers.of(name, value), Body.empty(), false);
    }

    /** Returns a GET of / on that loop. */
    public static Exchange get(EventLoop loop) {
        return of(loop, "GET", Headers.of(), Body.empty(), false);
    }

    /** Returns a request for / with that body. */
    public static Exchange of(EventLoop loop, String method, Headers headers, Body body, boolean hasBody) {
        Authority authority = requireNonNull(Authority.parse("shop.example"));
        Request request = new Request(method, Target.parse("/"), authority, headers, body, hasBody);
        InetAddress peer = InetAddress.getLoopbackAddress();
        return new Exchange(loop, request, new Client(peer, "127.0.0.1", false, "http", 8080), "c-1", 0);
    }
}
