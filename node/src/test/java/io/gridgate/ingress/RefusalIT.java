package io.gridgate.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.fixture.RawClient;
import io.gridgate.fixture.RawClient.Answer;
import java.io.IOException;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RefusalIT {

    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n";

    private static FrontFixture fixture;

    @BeforeAll
    static void start() throws IOException {
        fixture = FrontFixture.start();
    }

    @AfterAll
    static void leavesNothingBehind() throws IOException {
        fixture.close();
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                refused("length and coding", post("Content-Length: 3\r\nTransfer-Encoding: chunked") + "0\r\n\r\n"),
                refused("coding and length", post("Transfer-Encoding: chunked\r\nContent-Length: 3") + "0\r\n\r\n"),
                refused("two lengths", post("Content-Length: 3\r\nContent-Length: 4") + "abcd"),
                refused("two equal lengths", post("Content-Length: 3\r\nContent-Length: 3") + "abc"),
                refused("list of lengths", post("Content-Length: 3, 3") + "abc"),
                refused("signed length", post("Content-Length: +3") + "abc"),
                refused("negative length", post("Content-Length: -3") + "abc"),
                refused("hexadecimal length", post("Content-Length: 0x3") + "abc"),
                refused("empty length", post("Content-Length: ") + "abc"),
                refused("length with a blank inside", post("Content-Length: 1 2") + "abc"),
                refused("length beyond all numbers", post("Content-Length: 99999999999999999999999") + "abc"),
                refused("coding that only begins with chunked", post("Transfer-Encoding: chunkedx") + "0\r\n\r\n"),
                refused("chunked and gzip", post("Transfer-Encoding: chunked, gzip") + "0\r\n\r\n"),
                refused("gzip and chunked", post("Transfer-Encoding: gzip, chunked") + "0\r\n\r\n"),
                refused("chunked twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked") + "0\r\n\r\n"),
                refused("identity", post("Transfer-Encoding: identity") + "abc"),
                refused("empty coding", post("Transfer-Encoding: ") + "abc"),
                refused("quoted chunked", post("Transfer-Encoding: \"chunked\"") + "0\r\n\r\n"),
                refused("vertical tab before chunked", post("Transfer-Encoding: \013chunked") + "0\r\n\r\n"),
                refused("bare LF", "GET / HTTP/1.1\nHost: h\n\n"),
                refused("bare LF in the fields", "GET / HTTP/1.1\r\nHost: h\nX: y\r\n\r\n"),
                refused("bare CR in a field", "GET / HTTP/1.1\r\nHost: h\rX: y\r\n\r\n"),
                refused("CR CR LF", "GET / HTTP/1.1\r\nHost: h\r\r\n\r\n"),
                refused("bare CR at the end", "GET / HTTP/1.1\r\nHost: h\r\n\rX"),
                refused("folded field", "GET / HTTP/1.1\r\nHost: h\r\nX: a\r\n b\r\n\r\n"),
                refused("field folded by a tab", "GET / HTTP/1.1\r\nHost: h\r\nX: a\r\n\tb\r\n\r\n"),
                refused("folded first field", "GET / HTTP/1.1\r\n Host: h\r\n\r\n"),
                refused("blank before the colon", "GET / HTTP/1.1\r\nHost : h\r\n\r\n"),
                refused("tab before the colon", post("Content-Length\t: 3") + "abc"),
                refused("NUL in a value", "GET / HTTP/1.1\r\nHost: h\r\nX: a\000b\r\n\r\n"),
                refused("control octet in a value", "GET / HTTP/1.1\r\nHost: h\r\nX: a\001b\r\n\r\n"),
                refused("DEL in a value", "GET / HTTP/1.1\r\nHost: h\r\nX: a\177b\r\n\r\n"),
                refused("NUL in a name", "GET / HTTP/1.1\r\nHost: h\r\nX\000: a\r\n\r\n"),
                refused("no colon", "GET / HTTP/1.1\r\nHost: h\r\nX\r\n\r\n"),
                refused("empty name", "GET / HTTP/1.1\r\nHost: h\r\n: x\r\n\r\n"),
                refused("name that is no token", "GET / HTTP/1.1\r\nHost: h\r\nX(y): x\r\n\r\n"),
                refused("name beyond ASCII", "GET / HTTP/1.1\r\nHost: h\r\nX\351: x\r\n\r\n"),
                refused("no Host", "GET / HTTP/1.1\r\n\r\n"),
                refused("two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
                refused("two equal Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
                refused("two Hosts in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"),
                refused("empty Host", "GET / HTTP/1.1\r\nHost: \r\n\r\n"),
                refused("Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
                refused("Host with a user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n"),
                refused("Host with a bad port", "GET / HTTP/1.1\r\nHost: a:http\r\n\r\n"),
                refused("Host with a port out of range", "GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n"),
                refused("list of Hosts", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"),
                refused("absolute-form of another host", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused("absolute-form of another port", "GET http://a:81/ HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused("absolute-form with a user", "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused("absolute-form of another scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused("two blanks behind the method", "GET  / HTTP/1.1\r\nHost: h\r\n\r\n"),
                refused("two blanks behind the target", "GET /  HTTP/1.1\r\nHost: h\r\n\r\n"),
                refused("tab in the request line", "GET\t/ HTTP/1.1\r\nHost: h\r\n\r\n"),
                refused("blank before the method", " GET / HTTP/1.1\r\nHost: h\r\n\r\n"),
                refused("blank behind the version", "GET / HTTP/1.1 \r\nHost: h\r\n\r\n"),
                refused("method that is no token", "G(T / HTTP/1.1\r\nHost: h\r\n\r\n"),
                refused("blank in the target", "GET /a b HTTP/1.1\r\nHost: h\r\n\r\n"),
                refused("percent without digits", "GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n"),
                refused("percent at the end", "GET /a% HTTP/1.1\r\nHost: h\r\n\r\n"),
                refused("percent with one digit", "GET /a%2 HTTP/1.1\r\nHost: h\r\n\r\n"),
                refused("percent in the query", "GET /a?b=%2 HTTP/1.1\r\nHost: h\r\n\r\n"),
                refused("encoded NUL", "GET /a%00b HTTP/1.1\r\nHost: h\r\n\r\n"),
                refused("raw octet beyond ASCII", "GET /\303\251 HTTP/1.1\r\nHost: h\r\n\r\n"),
                refused("fragment", "GET /a#b HTTP/1.1\r\nHost: h\r\n\r\n"),
                refused("backslash", "GET /a\\b HTTP/1.1\r\nHost: h\r\n\r\n"),
                refused("relative target", "GET a HTTP/1.1\r\nHost: h\r\n\r\n"),
                refused("target above the root", "GET /../a HTTP/1.1\r\nHost: h\r\n\r\n"),
                refused("* of another method", "GET * HTTP/1.1\r\nHost: h\r\n\r\n"),
                refused("coding in HTTP/1.0", "POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                refused("HTTP/2.0", "GET / HTTP/2.0\r\nHost: h\r\n\r\n"),
                refused("HTTP/1.2", "GET / HTTP/1.2\r\nHost: h\r\n\r\n"),
                refused("HTTP/0.9", "GET /\r\n\r\n"),
                refused("lower-case version", "GET / http/1.1\r\nHost: h\r\n\r\n"),
                refused("TLS to the clear-text port", "\026\003\001\002\000\001\000\001"),
                refused("preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                Arguments.of("CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", 405),
                Arguments.of("TRACE", "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 405),
                Arguments.of("long target", "GET /" + "a".repeat(17 << 10) + " HTTP/1.1\r\nHost: h\r\n\r\n", 414),
                Arguments.of("endless target", "GET /" + "a".repeat(20 << 10), 414),
                Arguments.of("large head", "GET / HTTP/1.1\r\nHost: h\r\nX: " + "a".repeat(70 << 10) + "\r\n\r\n", 431),
                Arguments.of("endless field", "GET / HTTP/1.1\r\nHost: h\r\nX: " + "a".repeat(70 << 10), 431),
                Arguments.of("many fields", "GET / HTTP/1.1\r\nHost: h\r\n" + "X: a\r\n".repeat(200) + "\r\n", 431));
    }

    private static String post(String fields) {
        return "POST / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n\r\n";
    }

    private static Arguments refused(String name, String request) {
        return Arguments.of(name, request, 400);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void requestIsRefusedAndTheConnectionClosed(String name, String request, int status) throws Exception {
        try (RawClient client = fixture.client()) {
            int before = fixture.handler.seen.size();
            Answer answer = client.send(request + SMUGGLED).answer();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.field("connection")).isEqualTo("close");
            assertThat(answer.field("content-type")).isEqualTo("application/json");
            assertThat(answer.text()).contains("\"error\"").contains("\"correlation_id\"");
            assertThat(client.isEnded()).isTrue();
            assertThat(fixture.handler.seen).hasSize(before);
        }
    }

    static Stream<Arguments> brokenBodies() {
        return Stream.of(
                Arguments.of("size is no number", "x\r\nabc\r\n0\r\n\r\n"),
                Arguments.of("size is empty", "\r\nabc\r\n0\r\n\r\n"),
                Arguments.of("size is signed", "+3\r\nabc\r\n0\r\n\r\n"),
                Arguments.of("size is negative", "-3\r\nabc\r\n0\r\n\r\n"),
                Arguments.of("size has 0x", "0x3\r\nabc\r\n0\r\n\r\n"),
                Arguments.of("size has a blank before", " 3\r\nabc\r\n0\r\n\r\n"),
                Arguments.of("size has a blank behind", "3 \r\nabc\r\n0\r\n\r\n"),
                Arguments.of("size is too long", "0000000000000003\r\nabc\r\n0\r\n\r\n"),
                Arguments.of("size overflows", "ffffffffffffffff\r\nabc\r\n0\r\n\r\n"),
                Arguments.of("size ends with LF alone", "3\nabc\r\n0\r\n\r\n"),
                Arguments.of("extension ends with LF alone", "3;a\nabc\r\n0\r\n\r\n"),
                Arguments.of("CR in an extension", "3;a\rb\r\nabc\r\n0\r\n\r\n"),
                Arguments.of("control octet in an extension", "3;a\001\r\nabc\r\n0\r\n\r\n"),
                Arguments.of("endless extension", "3;" + "a".repeat(5000) + "\r\nabc\r\n0\r\n\r\n"),
                Arguments.of("chunk is longer than its size", "3\r\nabcd\r\n0\r\n\r\n"),
                Arguments.of("chunk ends with LF alone", "3\r\nabc\n0\r\n\r\n"),
                Arguments.of("chunk ends with CR alone", "3\r\nabc\rX0\r\n\r\n"),
                Arguments.of("trailer without colon", "0\r\nabc\r\n\r\n"),
                Arguments.of("trailer frames the message", "0\r\nContent-Length: 3\r\n\r\n"),
                Arguments.of("trailer is folded", "0\r\nX: 1\r\n 2\r\n\r\n"),
                Arguments.of("trailer ends with LF alone", "0\r\nX: 1\n\r\n"),
                Arguments.of("blank before the trailer's colon", "0\r\nX : 1\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenBodies")
    void brokenChunkedBodyIsRefusedAndTheConnectionClosed(String name, String body) throws Exception {
        try (RawClient client = fixture.client()) {
            int before = fixture.handler.seen.size();
            client.send(post("Transfer-Encoding: chunked"));
            Awaitility.await().until(() -> fixture.handler.seen.size() > before);
            Answer answer = client.send(body + SMUGGLED).answer();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.field("connection")).isEqualTo("close");
            assertThat(client.isEnded()).isTrue();
            assertThat(fixture.handler.last().status()).isEqualTo(400);
            assertThat(fixture.handler.last().request().target().path()).isNotEqualTo("/smuggled");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenBodies")
    void chunksThatCameBrokenWithTheirHeadAreRefusedBeforeAnybodyActsOnThem(String name, String body) throws Exception {
        try (RawClient client = fixture.client()) {
            int before = fixture.handler.seen.size();
            Answer answer = client.send(post("Transfer-Encoding: chunked") + body + SMUGGLED).answer();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.field("connection")).isEqualTo("close");
            assertThat(client.isEnded()).isTrue();
            assertThat(fixture.handler.seen).hasSize(before);
        }
    }

    @Test
    void refusalOfALargeUploadCanBeRead() throws Exception {
        try (RawClient client = fixture.client()) {
            byte[] upload = new byte[800 << 10];
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n").send(upload);
            assertThat(client.answer().status()).isEqualTo(400);
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void trailersOfTooManyOctetsAreRefused() throws Exception {
        try (RawClient client = fixture.client()) {
            client.send(post("Transfer-Encoding: chunked") + "0\r\nX: " + "a".repeat(70 << 10) + "\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(431);
        }
    }

    static Stream<Arguments> accepted() {
        return Stream.of(
                Arguments.of("empty lines before the request", "\r\n\r\nGET /a HTTP/1.1\r\nHost: h\r\n\r\n", "GET /a"),
                Arguments.of("absolute-form", "GET http://H:80/a?b HTTP/1.1\r\nHost: h\r\n\r\n", "GET /a?b"),
                Arguments.of("absolute-form without a path", "GET http://h HTTP/1.1\r\nHost: h\r\n\r\n", "GET /"),
                Arguments.of("absolute-form with a query alone", "GET http://h?q HTTP/1.1\r\nHost: h\r\n\r\n", "GET /?q"),
                Arguments.of("OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "OPTIONS *"),
                Arguments.of("literal of IPv6", "GET /a HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", "GET /a"),
                Arguments.of("unknown method", "BREW /a HTTP/1.1\r\nHost: h\r\n\r\n", "BREW /a"),
                Arguments.of("method of a known length", "LOCK /a HTTP/1.1\r\nHost: h\r\n\r\n", "LOCK /a"),
                Arguments.of("names in any case", "POST /a HTTP/1.1\r\nhOST: h\r\nCONTENT-length:2\r\n\r\nok", "POST /a ok"),
                Arguments.of("blanks around a value", "POST /a HTTP/1.1\r\nHost:\t h \t\r\nContent-Length:   2\t\r\n\r\nok", "POST /a ok"),
                Arguments.of("empty value", "GET /a HTTP/1.1\r\nHost: h\r\nX:\r\n\r\n", "GET /a"),
                Arguments.of("octets beyond ASCII in a value", "GET /a HTTP/1.1\r\nHost: h\r\nX: \351\r\n\r\n", "GET /a"),
                Arguments.of("chunked in capitals", "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: CHUNKED\r\n\r\n1\r\nx\r\n0\r\n\r\n",
                        "POST /a x"),
                Arguments.of("GET with a body", "GET /a HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nok", "GET /a ok"),
                Arguments.of("180 fields", "GET /a HTTP/1.1\r\nHost: h\r\n" + "X: a\r\n".repeat(180) + "\r\n", "GET /a"),
                Arguments.of("leading zeros of a size",
                        "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0002\r\nok\r\n00\r\n\r\n", "POST /a ok"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("accepted")
    void requestIsAnswered(String name, String request, String text) throws Exception {
        try (RawClient client = fixture.client()) {
            Answer answer = client.send(request).answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo(text);
            assertThat(client.send("GET /next HTTP/1.1\r\nHost: h\r\n\r\n").answer().text()).isEqualTo("GET /next");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("accepted")
    void requestSplitAnywhereIsReadTheSame(String name, String request, String text) throws Exception {
        int step = Math.max(1, request.length() / 60);
        try (RawClient client = fixture.client()) {
            for (int at = 1; at < request.length(); at += step) {
                client.send(request.substring(0, at)).send(request.substring(at));
                assertThat(client.answer().text()).isEqualTo(text);
            }
        }
    }

    @Test
    void requestThatComesOctetByOctetIsAnswered() throws Exception {
        try (RawClient client = fixture.client()) {
            String request = "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nT: 1\r\n\r\n";
            for (int i = 0; i < request.length(); i++) {
                client.send(request.substring(i, i + 1));
            }
            assertThat(client.answer().text()).isEqualTo("POST /a hello");
        }
    }
}
