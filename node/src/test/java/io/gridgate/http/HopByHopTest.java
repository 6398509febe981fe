package io.gridgate.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HopByHopTest {

    @Test
    void fieldsOfOneConnectionAreRemoved() {
        Headers headers = Headers.of("Host", "h", "Connection", "keep-alive", "Keep-Alive", "5", "Proxy-Connection", "x", "TE", "trailers",
                "Trailer", "X",
                "Transfer-Encoding", "chunked", "Upgrade", "h2c", "Proxy-Authorization", "x", "Proxy-Authenticate", "x", "Accept", "*/*");
        HopByHop.strip(headers);
        assertThat(headers.toString()).isEqualTo("Host: h\nAccept: */*\n");
    }

    @Test
    void fieldsThatConnectionNamesAreRemoved() {
        Headers headers = Headers.of("Connection", "close, X-A", "connection", " x-b ,", "X-A", "1", "X-B", "2", "X-C", "3");
        HopByHop.strip(headers);
        assertThat(headers.toString()).isEqualTo("X-C: 3\n");
    }

    @Test
    void fieldsThatDecisionsRestOnCannotBeNamedAway() {
        Headers headers = Headers.of("Connection",
                "Host, Authorization, Cookie, X-Forwarded-For, Content-Length, X-Request-Id, Via, Forwarded", "Host", "h",
                "Authorization", "a", "Cookie", "c", "X-Forwarded-For", "f", "Content-Length", "1", "X-Request-Id", "i", "Via", "v",
                "Forwarded", "d");
        HopByHop.strip(headers);
        assertThat(headers.size()).isEqualTo(8);
    }
}
