package io.gridgate.service.retry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.exchange.Body;
import io.gridgate.exchange.BodySink;
import io.gridgate.http.Headers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ReplayTest {

    private final Source source = new Source(-1);
    private final Replay replay = Replay.of(source);

    @Test
    void theNextAttemptReadsWhatTheFirstReadAndThenTheRest() {
        Sink first = new Sink();
        replay.next().start(first);
        source.push("hello ");
        source.push("wor");

        Sink second = new Sink();
        replay.next().start(second);
        source.push("ld");
        source.end();

        assertThat(first.text()).isEqualTo("hello wor");
        assertThat(first.ended).isFalse();
        assertThat(second.text()).isEqualTo("hello world");
        assertThat(second.ended).isTrue();
        assertThat(source.starts).isEqualTo(1);
    }

    @Test
    void aBodyThatWasReadToItsEndIsReadAgainWithItsTrailers() {
        replay.next().start(new Sink());
        source.push("whole");
        source.end();

        Sink second = new Sink();
        replay.next().start(second);

        assertThat(second.text()).isEqualTo("whole");
        assertThat(requireNonNull(second.trailers).first("Checksum")).isEqualTo("7");
    }

    @Test
    void whatComesBetweenTwoAttemptsIsKeptAndTheSourceWaits() {
        Body first = replay.next();
        first.start(new Sink());
        source.push("one ");
        first.close();

        assertThat(source.push("two ")).isFalse();
        assertThat(source.closed).isFalse();

        Sink second = new Sink();
        replay.next().start(second);
        assertThat(second.text()).isEqualTo("one two ");
        assertThat(source.resumes).isEqualTo(1);
    }

    @Test
    void aBodyBeyondTheLimitIsNotKept() {
        Sink first = new Sink();
        replay.next().start(first);
        source.push("x".repeat(Replay.LIMIT));
        assertThat(replay.isRepeatable()).isTrue();

        source.push("y");

        assertThat(replay.isRepeatable()).isFalse();
        assertThat(first.bytes.size()).isEqualTo(Replay.LIMIT + 1);
    }

    @Test
    void aBodyThatIsKnownToBeTooLongCanBeRepeatedOnlyBeforeItWasRead() {
        Source large = new Source(Replay.LIMIT + 1);
        Replay ofLarge = Replay.of(large);
        Body unread = ofLarge.next();
        unread.close();
        assertThat(ofLarge.isRepeatable()).isTrue();

        ofLarge.next().start(new Sink());
        assertThat(ofLarge.isRepeatable()).isFalse();
    }

    @Test
    void aBodyThatIsWhollyInMemoryIsHandedOutEachTime() {
        Replay ofMemory = Replay.of(Body.of("abc".getBytes(UTF_8)));
        for (int attempt = 0; attempt < 3; attempt++) {
            Sink sink = new Sink();
            ofMemory.next().start(sink);
            assertThat(sink.text()).isEqualTo("abc");
            assertThat(sink.ended).isTrue();
        }
    }

    @Test
    void theSourceWaitsWhileTheReaderDoes() {
        Sink slow = new Sink();
        slow.more = false;
        Body body = replay.next();
        body.start(slow);

        assertThat(source.push("a")).isFalse();
        assertThat(source.resumes).isZero();
        body.resume();
        assertThat(source.resumes).isEqualTo(1);
    }

    @Test
    void aReaderThatResumesWithinTheCallIsNotForgotten() {
        Body body = replay.next();
        Sink sink = new Sink();
        sink.more = false;
        sink.onPiece = body::resume;
        body.start(sink);

        assertThat(source.push("a")).isTrue();
        assertThat(source.push("b")).isTrue();
    }

    @Test
    void anAttemptThatIsReplacedInTheMiddleOfAPieceHandsOverToOneThatGoesOn() {
        Sink first = new Sink();
        Sink second = new Sink();
        first.more = false;
        first.onPiece = () -> replay.next().start(second);
        replay.next().start(first);

        assertThat(source.push("a")).isTrue();
        source.push("b");
        source.end();

        assertThat(second.text()).isEqualTo("ab");
        assertThat(second.ended).isTrue();
    }

    @Test
    void onceSettledTheLastReadersCloseClosesTheSource() {
        Body body = replay.next();
        body.start(new Sink());
        replay.settle();
        assertThat(source.closed).isFalse();

        body.close();

        assertThat(source.closed).isTrue();
    }

    @Test
    void settlingAfterTheReaderClosedClosesTheSource() {
        Body body = replay.next();
        body.start(new Sink());
        body.close();
        assertThat(source.closed).isFalse();

        replay.settle();

        assertThat(source.closed).isTrue();
    }

    @Test
    void aFailedSourceFailsItsReaderAndIsNotRepeated() {
        Sink sink = new Sink();
        replay.next().start(sink);
        source.push("a");
        requireNonNull(source.sink).onFailure(new IllegalStateException("gone"));

        assertThat(sink.failure).hasMessage("gone");
        assertThat(replay.isRepeatable()).isFalse();
    }

    /** A body that pushes what the test tells it to. */
    private static final class Source implements Body {
        private final long length;
        private @Nullable BodySink sink;
        private int starts;
        private int resumes;
        private boolean closed;

        Source(long length) {
            this.length = length;
        }

        boolean push(String text) {
            ByteBuffer data = ByteBuffer.wrap(text.getBytes(UTF_8));
            boolean more = requireNonNull(sink).onData(data);
            Arrays.fill(data.array(), (byte) '!');
            return more;
        }

        void end() {
            requireNonNull(sink).onEnd(Headers.of("Checksum", "7"));
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public void start(BodySink receiver) {
            starts++;
            sink = receiver;
        }

        @Override
        public void resume() {
            resumes++;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** A sink that keeps what it gets. */
    private static final class Sink implements BodySink {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean more = true;
        private boolean ended;
        private @Nullable Headers trailers;
        private @Nullable Throwable failure;
        private Runnable onPiece = () -> {};

        String text() {
            return bytes.toString(UTF_8);
        }

        @Override
        public boolean onData(ByteBuffer data) {
            byte[] piece = new byte[data.remaining()];
            data.get(piece);
            bytes.writeBytes(piece);
            onPiece.run();
            return more;
        }

        @Override
        public void onEnd(Headers trailingFields) {
            ended = true;
            trailers = trailingFields;
        }

        @Override
        public void onFailure(Throwable cause) {
            failure = cause;
        }
    }
}
