package io.gridgate.observe;

import io.gridgate.base.Metrics;
import io.gridgate.base.Ticker;
import io.gridgate.config.node.NodeDocument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of exchanges, a line each: loops hand records over a bounded queue to one thread, which writes them in batches. A
 * record that finds the queue full is lost and counted; no loop ever waits.
 *
 * <p>Thread-safety: thread-safe; {@link #close} writes what was handed over before it.
 */
public final class AccessLog implements AutoCloseable {

    /** How a line looks. */
    public enum Format {
        /** A JSON object. */
        JSON,
        /** Words separated by blanks. */
        TEXT
    }

    static final String WRITTEN = "access_log.written";
    static final String DROPPED = "access_log.dropped";

    /** Records that wait for the writer: some MiB, and more than a second of what a node can serve. */
    static final int CAPACITY = 1 << 15;

    private static final int BATCH_BYTES = 64 << 10;
    /** How long a line may lie in the queue; a wake-up for each request would cost it a system call. */
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long CLOSE_MILLIS = 5_000;
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

    private final AccessRing ring;
    private final Metrics.Counter written;
    private final Metrics.Counter dropped;
    private final @Nullable Thread writer;
    private volatile boolean closed;

    private AccessLog(AccessRing ring, Metrics metrics, @Nullable LineSink sink, Format format) {
        this.ring = ring;
        this.written = metrics.counter(WRITTEN, Map.of());
        this.dropped = metrics.counter(DROPPED, Map.of());
        this.writer = sink == null ? null
                : Thread.ofPlatform().name("access-log").daemon().unstarted(() -> run(sink, new AccessLine(format)));
    }

    /** Returns the log that a node's document asks for; a file is {@code access.log} in the node's directory. */
    public static AccessLog of(NodeDocument.Log config, Path dataDir, Metrics metrics) {
        Format format = switch (config.format()) {
            case JSON -> Format.JSON;
            case TEXT -> Format.TEXT;
        };
        return switch (config.access()) {
            case STDOUT -> to(System.out, format, metrics);
            case FILE -> to(dataDir.resolve("access.log"), format, metrics);
            case OFF -> off();
        };
    }

    /** Returns a log that forgets everything. */
    public static AccessLog off() {
        return new AccessLog(new AccessRing(1), Metrics.none(), null, Format.JSON);
    }

    /** Returns a log on that stream. */
    public static AccessLog to(PrintStream stream, Format format, Metrics metrics) {
        return started(new StreamSink(stream), format, metrics, CAPACITY);
    }

    /** Returns a log at the end of that file, which is made when it is missing and opened anew when it was moved away. */
    public static AccessLog to(Path file, Format format, Metrics metrics) {
        return started(new FileSink(file, Ticker.system()), format, metrics, CAPACITY);
    }

    static AccessLog started(LineSink sink, Format format, Metrics metrics, int capacity) {
        AccessLog log = new AccessLog(new AccessRing(capacity), metrics, sink, format);
        if (log.writer != null) {
            log.writer.start();
        }
        return log;
    }

    /** Returns whether records are wanted at all. */
    boolean isOn() {
        return writer != null;
    }

    /** Hands a record over; never waits. */
    void add(AccessRecord access) {
        if (writer != null && (closed || !ring.offer(access))) {
            dropped.add();
        }
    }

    /** Writes what is waiting and ends the writer; waits at most 5 seconds for it. */
    @Override
    public void close() {
        closed = true;
        if (writer == null) {
            return;
        }
        LockSupport.unpark(writer);
        try {
            if (!writer.join(Duration.ofMillis(CLOSE_MILLIS))) {
                LOG.atWarn().log("access log not written to its end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(LineSink sink, AccessLine line) {
        ByteArrayOutputStream batch = new ByteArrayOutputStream(BATCH_BYTES + 4096);
        boolean failing = false;
        while (true) {
            boolean last = closed;
            int lines = fill(batch, line);
            if (lines > 0) {
                failing = !flush(sink, batch, lines, failing);
            } else if (last) {
                break;
            } else {
                LockSupport.parkNanos(this, IDLE_NANOS);
            }
        }
        try {
            sink.close();
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("access log not closed");
        }
    }

    /** Returns how many lines it put into the batch. */
    private int fill(ByteArrayOutputStream batch, AccessLine line) {
        batch.reset();
        int lines = 0;
        while (batch.size() < BATCH_BYTES) {
            AccessRecord access = ring.poll();
            if (access == null) {
                break;
            }
            try {
                line.write(access, batch);
                lines++;
            } catch (IOException e) {
                dropped.add();
            }
        }
        return lines;
    }

    /** Returns whether the lines were written; only the first of a run of failures is logged. */
    private boolean flush(LineSink sink, ByteArrayOutputStream batch, int lines, boolean failing) {
        try {
            sink.write(batch.toByteArray(), batch.size());
            written.add(lines);
            return true;
        } catch (IOException e) {
            dropped.add(lines);
            if (!failing) {
                LOG.atWarn().setCause(e).log("access log cannot be written");
            }
            return false;
        }
    }
}
