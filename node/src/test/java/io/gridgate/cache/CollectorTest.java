package io.gridgate.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.exchange.Body;
import io.gridgate.exchange.BodySink;
import io.gridgate.http.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class CollectorTest {

    private final Source source = new Source();
    private final List<String> told = new ArrayList<>();
    private int room = 8;
    private final Collector collector = new Collector(source, new Collector.Listener() {
        private int kept;

        @Override
        public boolean mayGrow(int octets) {
            kept += octets;
            return kept <= room;
        }

        @Override
        public void onTooLarge() {
            told.add("too large");
        }

        @Override
        public void onCollected(byte[] octets) {
            told.add("collected " + new String(octets, StandardCharsets.US_ASCII));
        }

        @Override
        public void onOver(boolean whole) {
            told.add(whole ? "over" : "broken");
        }
    });

    @Test
    void aBodyIsCollectedHoweverSlowItsClientIs() {
        Client client = follow();
        client.wants = 1;
        collector.start();

        assertThat(source.push("abc")).isTrue();
        assertThat(source.push("def")).isTrue();
        source.end();

        assertThat(told).containsExactly("collected abcdef", "over");
        assertThat(client.got).hasToString("abc");
        client.resume(5);
        assertThat(client.got).hasToString("abcdef.");
    }

    @Test
    void aBodyIsCollectedWithoutItsClient() {
        Client client = follow();
        collector.start();
        source.push("abc");
        client.body.close();
        source.push("def");
        source.end();

        assertThat(told).containsExactly("collected abcdef", "over");
        assertThat(client.got).hasToString("abc");
        assertThat(source.closed).isFalse();
    }

    @Test
    void whatGrowsTooLargeGoesAtThePaceOfItsClient() {
        Client client = follow();
        client.wants = 0;
        collector.start();
        assertThat(source.push("12345678")).isTrue();
        assertThat(source.push("9")).isFalse();
        assertThat(told).containsExactly("too large");

        client.resume(1);
        assertThat(client.got).hasToString("123456789");
        assertThat(source.resumed).isZero();
        client.resume(1);
        assertThat(source.resumed).isEqualTo(1);
        assertThat(source.push("abc")).isFalse();
        client.resume(5);
        assertThat(source.resumed).isEqualTo(2);
        assertThat(source.push("def")).isTrue();
        source.end();

        assertThat(client.got).hasToString("123456789abcdef.");
        assertThat(told).containsExactly("too large", "over");
    }

    @Test
    void whatGrowsTooLargeWithoutAClientIsGivenUp() {
        Client client = follow();
        collector.start();
        source.push("12345678");
        client.body.close();
        assertThat(source.push("9")).isFalse();

        assertThat(source.closed).isTrue();
        assertThat(told).containsExactly("too large", "broken");
    }

    @Test
    void aClientThatGoesAwayFromWhatIsTooLargeEndsIt() {
        Client client = follow();
        client.wants = 1;
        collector.start();
        source.push("1234567890");
        client.body.close();

        assertThat(source.closed).isTrue();
        assertThat(told).containsExactly("too large", "broken");
    }

    @Test
    void aBodyThatBreaksOffIsNotCollectedAndBreaksOffForItsClient() {
        Client client = follow();
        collector.start();
        source.push("abc");
        source.fail();

        assertThat(told).containsExactly("broken");
        assertThat(client.got).hasToString("abc!");
    }

    @Test
    void aBodyOfKnownLengthIsCollectedBeforeItsClientHasItAll() {
        source.length = 3;
        Client client = follow();
        client.onData = () -> assertThat(told).containsExactly("collected abc");
        collector.start();
        source.push("abc");
        source.end();

        assertThat(told).containsExactly("collected abc", "over");
        assertThat(client.got).hasToString("abc.");
    }

    private Client follow() {
        Client client = new Client(collector.follow());
        client.body.start(client);
        return client;
    }

    /** An origin. */
    private static final class Source implements Body {
        private @Nullable BodySink sink;
        private long length = -1;
        private int resumed;
        private boolean closed;

        boolean push(String text) {
            return sink != null && sink.onData(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
        }

        void end() {
            if (sink != null) {
                sink.onEnd(new Headers(0));
            }
        }

        void fail() {
            if (sink != null) {
                sink.onFailure(new IllegalStateException("reset"));
            }
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public void start(BodySink to) {
            sink = to;
        }

        @Override
        public void resume() {
            resumed++;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** A client that takes a number of pieces, then waits. */
    private static final class Client implements BodySink {
        private final Body body;
        private final StringBuilder got = new StringBuilder();
        private Runnable onData = () -> {};
        private int wants = Integer.MAX_VALUE;

        private Client(Body body) {
            this.body = body;
        }

        void resume(int pieces) {
            wants = pieces;
            body.resume();
        }

        @Override
        public boolean onData(ByteBuffer data) {
            onData.run();
            got.append(StandardCharsets.US_ASCII.decode(data));
            wants--;
            return wants > 0;
        }

        @Override
        public void onEnd(Headers trailers) {
            got.append('.');
        }

        @Override
        public void onFailure(Throwable cause) {
            got.append('!');
        }
    }
}
