package io.gridgate.admin;

import io.gridgate.base.EventLoop;
import io.gridgate.event.EventLine;
import io.gridgate.event.EventLog;
import io.gridgate.event.Subscription;
import io.gridgate.exchange.Body;
import io.gridgate.exchange.BodySink;
import io.gridgate.http.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Events as a body of the form {@code text/event-stream} (WHATWG HTML 9.2) that goes on until its reader or the node ends; a comment every
 * ten seconds shows each of them that the other is there.
 *
 * <p>It holds no events: it takes from the log what its reader has room for.
 *
 * <p>Thread-safety: confined to the exchange's loop, but for {@link #wake}.
 */
final class EventStream implements Body {

    private static final long HEART_BEAT_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** As many events at once as leave the loop to others soon. */
    private static final int BATCH = 64;
    /** How soon a browser comes back, in milliseconds. */
    private static final byte[] BEGIN = "retry: 1000\n\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] HEART_BEAT = ":\n\n".getBytes(StandardCharsets.UTF_8);

    private final EventLog log;
    private final EventLoop loop;
    private final AtomicBoolean awake = new AtomicBoolean();
    private @Nullable Subscription reader;
    private @Nullable BodySink sink;
    private EventLoop.@Nullable Timer timer;
    private boolean full;
    private boolean over;

    private EventStream(EventLog log, EventLoop loop) {
        this.log = log;
        this.loop = loop;
    }

    /** Returns a stream of what {@code subscribe} finds a place for, given what is to be run when there is more. */
    static EventStream open(EventLog log, EventLoop loop, Function<Runnable, Subscription> subscribe) {
        EventStream stream = new EventStream(log, loop);
        stream.reader = subscribe.apply(stream::wake);
        return stream;
    }

    @Override
    public long length() {
        return -1;
    }

    @Override
    public void start(BodySink to) {
        sink = to;
        push(BEGIN);
        beat();
        wake();
    }

    @Override
    public void resume() {
        full = false;
        wake();
    }

    /** There may be more to send; by any thread. */
    private void wake() {
        if (awake.compareAndSet(false, true)) {
            loop.execute(this::send);
        }
    }

    private void send() {
        awake.set(false);
        Subscription from = reader;
        BodySink to = sink;
        if (over || full || from == null || to == null) {
            return;
        }
        if (from.isEnded()) {
            close();
            to.onEnd(new Headers(0));
            return;
        }
        Subscription.Batch batch = from.next(BATCH);
        if (!batch.isLast()) {
            wake();
        }
        if (!batch.lines().isEmpty()) {
            StringBuilder text = new StringBuilder();
            batch.lines().forEach(line -> write(line, text));
            push(text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** What is of this node's stream alone has no id: a reader that comes back names the event before it. */
    private void write(EventLine line, StringBuilder out) {
        if (!line.id().isEmpty()) {
            out.append("id: ").append(log.streamId(line)).append('\n');
        }
        out.append("event: ").append(line.type()).append("\ndata: ").append(line.json()).append("\n\n");
    }

    private void push(byte[] octets) {
        BodySink to = sink;
        if (!over && to != null) {
            full = !to.onData(ByteBuffer.wrap(octets));
        }
    }

    private void beat() {
        if (!over) {
            timer = loop.schedule(() -> {
                if (!full) {
                    push(HEART_BEAT);
                }
                beat();
            }, HEART_BEAT_NANOS);
        }
    }

    @Override
    public void close() {
        over = true;
        if (timer != null) {
            timer.cancel();
        }
        if (reader != null) {
            reader.close();
        }
    }
}
