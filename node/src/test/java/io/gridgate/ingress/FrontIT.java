package io.gridgate.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.fixture.RawClient;
import io.gridgate.fixture.RawClient.Answer;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FrontIT {

    private FrontFixture fixture;

    @BeforeEach
    void start() throws IOException {
        fixture = FrontFixture.start();
    }

    @AfterEach
    void leavesNothingBehind() throws IOException {
        fixture.close();
    }

    @Test
    void requestIsAnsweredAndTheConnectionStays() throws Exception {
        try (RawClient client = fixture.client()) {
            for (int i = 0; i < 3; i++) {
                Answer answer = client.send("GET /a/" + i + "?q=1 HTTP/1.1\r\nHost: h\r\n\r\n").answer();
                assertThat(answer.line()).isEqualTo("HTTP/1.1 200 OK");
                assertThat(answer.text()).isEqualTo("GET /a/" + i + "?q=1");
                assertThat(answer.field("connection")).isNull();
                assertThat(answer.field("x-request-id")).matches("[0-9a-f]{32}");
                assertThat(answer.field("date")).isNotNull();
            }
        }
    }

    @Test
    void bodyOfAStatedLengthIsRead() throws Exception {
        try (RawClient client = fixture.client()) {
            client.send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhelloGET /y HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.answer().text()).isEqualTo("POST /x hello");
            assertThat(client.answer().text()).isEqualTo("GET /y");
        }
    }

    @Test
    void emptyBodyEnds() throws Exception {
        try (RawClient client = fixture.client()) {
            client.send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
            assertThat(client.answer().text()).isEqualTo("POST /x");
            client.send("POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
            assertThat(client.answer().text()).isEqualTo("POST /x");
        }
    }

    @Test
    void chunkedBodyIsReadWithExtensionsAndTrailers() throws Exception {
        try (RawClient client = fixture.client()) {
            client.send("POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "5;a=b\r\nhello\r\nA\r\n0123456789\r\n0\r\nX-Sum: 7\r\n\r\n");
            assertThat(client.answer().text()).isEqualTo("POST /x hello0123456789");
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        try (RawClient client = fixture.client()) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 500; i++) {
                all.append("POST /").append(i).append(" HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc");
            }
            client.send(all.toString());
            for (int i = 0; i < 500; i++) {
                assertThat(client.answer().text()).isEqualTo("POST /" + i + " abc");
            }
        }
    }
}
