package io.gridgate.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gridgate.base.Event;
import io.gridgate.base.EventType;
import io.gridgate.exchange.Body;
import io.gridgate.exchange.BodySink;
import io.gridgate.exchange.Exchange;
import io.gridgate.exchange.Response;
import io.gridgate.http.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stream of events as its readers get it. */
final class EventStreamTest {

    private static final String EVENTS = "/admin/v1/events";

    private final AdminFixture admin = new AdminFixture(null);

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void anEventIsItsTypeItsIdAndOneJsonObject() throws Exception {
        Reader reader = read(EVENTS + "?service=user", new Headers());

        admin.events.tell(Event.of(EventType.NODE_DRAINING));
        admin.events.tell(Event.of(EventType.BREAKER_CHANGED, "user").with("from", "closed").with("to", "open"));

        await().until(() -> reader.text().contains("data: "));
        assertThat(reader.response.headers().first("Content-Type")).isEqualTo("text/event-stream");
        assertThat(reader.response.headers().first("Cache-Control")).isEqualTo("no-store");
        assertThat(reader.text()).matches("retry: 1000\n\nid: gw-1\\.[0-9a-z]+\\.2@gw-1\nevent: breaker_changed\n"
                + "data: \\{\"id\":\"gw-1\\.[0-9a-z]+\\.2\",\"at\":\"2026-01-02T04:00:00Z\",\"node\":\"gw-1\",\"type\":\"breaker_changed\","
                + "\"service\":\"user\",\"from\":\"closed\",\"to\":\"open\"}\n\n");
    }

    @Test
    void lastEventIdGoesOnAfterIt() throws Exception {
        Reader first = read(EVENTS, new Headers());
        for (int i = 1; i <= 3; i++) {
            admin.events.tell(Event.of(EventType.NODE_READY).with("revision", i));
        }
        await().until(() -> first.text().contains("\"revision\":3"));
        String second = first.text().lines().filter(line -> line.startsWith("id: ")).toList().get(1).substring(4);

        Reader again = read(EVENTS, Headers.of("Last-Event-ID", second));

        await().until(() -> again.text().contains("\"revision\":3"));
        assertThat(again.text()).doesNotContain("\"revision\":2");
        Reader unknown = read(EVENTS, Headers.of("Last-Event-ID", "?"));
        await().until(() -> unknown.text().contains("\"revision\":3"));
        assertThat(unknown.text()).startsWith("retry: 1000\n\nevent: gap\ndata: {\"at\":").contains("\"revision\":1");
    }

    @Test
    void aReaderWithoutRoomGetsNothingUntilItHasSome() throws Exception {
        Reader slow = read(EVENTS, new Headers());
        slow.room = false;
        admin.events.tell(Event.of(EventType.NODE_READY).with("revision", 1));
        await().until(() -> slow.text().contains("\"revision\":1"));

        admin.events.tell(Event.of(EventType.NODE_READY).with("revision", 2));
        Reader other = read(EVENTS + "?recent=1", new Headers());
        await().until(() -> other.text().contains("\"revision\":2"));

        assertThat(slow.text()).doesNotContain("\"revision\":2");
        slow.room = true;
        admin.loop.execute(slow.response.body()::resume);
        await().until(() -> slow.text().contains("\"revision\":2"));
    }

    @Test
    void theStreamEndsWithTheNode() throws Exception {
        Reader reader = read(EVENTS, new Headers());

        admin.events.close();

        await().until(() -> reader.ended);
    }

    @Test
    void aReaderTooManyIsRefusedAndOneThatGoesMakesRoom() throws Exception {
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            readers.add(read(EVENTS, new Headers()));
        }

        assertThat(admin.get(EVENTS).status()).isEqualTo(503);
        admin.loop.execute(readers.getFirst().response.body()::close);
        assertThat(read(EVENTS, new Headers()).response.status()).isEqualTo(200);
    }

    @Test
    void anAnswerToHeadKeepsNoPlace() throws Exception {
        for (int i = 0; i < 40; i++) {
            assertThat(admin.call("HEAD", EVENTS, new Headers(), Body.empty()).headers().contains("Content-Length")).isFalse();
        }
        assertThat(read(EVENTS, new Headers()).response.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"type=node_lost", "type=node_left,", "recent=4097", "recent=-1", "recent=x"})
    void whatIsNoFilterIsRefused(String query) throws Exception {
        assertThat(admin.get(EVENTS + "?" + query).status()).isEqualTo(400);
    }

    private Reader read(String target, Headers headers) throws Exception {
        CompletableFuture<Reader> reader = new CompletableFuture<>();
        admin.loop.execute(() -> {
            Exchange exchange = admin.exchange("GET", target, headers, Body.empty());
            var _ = admin.api().handle(exchange).whenComplete((response, failure) -> {
                if (failure != null) {
                    reader.completeExceptionally(failure);
                } else {
                    Reader begun = new Reader(response);
                    response.body().start(begun);
                    reader.complete(begun);
                }
            });
        });
        return reader.get(10, TimeUnit.SECONDS);
    }

    /**
     * Who reads.
     *
     * <p>Thread-safety: thread-safe.
     */
    private static final class Reader implements BodySink {

        private final Response response;
        private final List<String> pieces = new CopyOnWriteArrayList<>();
        private volatile boolean room = true;
        private volatile boolean ended;

        Reader(Response response) {
            this.response = response;
        }

        String text() {
            return String.join("", pieces);
        }

        @Override
        public boolean onData(ByteBuffer data) {
            pieces.add(StandardCharsets.UTF_8.decode(data).toString());
            return room;
        }

        @Override
        public void onEnd(Headers trailers) {
            ended = true;
        }

        @Override
        public void onFailure(Throwable cause) {
            throw new AssertionError(cause);
        }
    }
}
