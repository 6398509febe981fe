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
 * ten seconds shows each of them that the other is there. Beside it stands the id of the last event that the reader did not want, so that
 * it comes back to where it was and not to what it was last shown: a block without data is no event, but its id counts (9.2.6).
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
    private static final String BEGIN = "retry: 1000\n";
    private static final String HEART_BEAT = ":\n";

    private final EventLog log;
    private final EventLoop loop;
    private final AtomicBoolean awake = new AtomicBoolean();
    private @Nullable Subscription reader;
    private @Nullable BodySink sink;
    private EventLoop.@Nullable Timer timer;
    private String idSent = "";
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
        push(BEGIN + place() + "\n");
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
            push(text.toString());
        }
    }

    /** What is of this node's stream alone has no id: a reader that comes back names the event before it. */
    private void write(EventLine line, StringBuilder out) {
        if (!line.id().isEmpty()) {
            idSent = log.streamId(line.id());
            out.append(idLine());
        }
        out.append("event: ").append(line.type()).append("\ndata: ").append(line.json()).append("\n\n");
    }

    /** Returns the line that says where the reader is; nothing if it knows. */
    private String place() {
        String id = reader == null ? "" : reader.lastId();
        if (id.isEmpty() || id.equals(idSent)) {
            return "";
        }
        idSent = id;
        return idLine();
    }

    private String idLine() {
        return "id: " + idSent + "\n";
    }

    private void push(String text) {
        BodySink to = sink;
        if (!over && to != null) {
            full = !to.onData(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private void beat() {
        if (!over) {
            timer = loop.schedule(() -> {
                if (!full) {
                    push(HEART_BEAT + place() + "\n");
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
