package io.gridgate.cli.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Reads a stream of server-sent events (WHATWG HTML 9.2) until it ends, or falls silent for longer than its heart beats allow.
 *
 * <p>Thread-safety: one thread reads; another watches, by the volatile field.
 */
final class EventReader {

    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Consumer<String> listener;
    private volatile long heardNanos = System.nanoTime();
    private volatile boolean over;
    private String lastId;
    private String id;
    private String data = "";

    /**
     * Creates a reader.
     *
     * @param lastId of the event that the stream goes on after; empty: none
     * @param listener gets the data of each event, on the thread that reads
     */
    EventReader(String lastId, Consumer<String> listener) {
        this.lastId = lastId;
        this.id = lastId;
        this.listener = listener;
    }

    /** Returns by which id the stream goes on once it is over, in whatever way. */
    String read(InputStream in) {
        Thread watch = Thread.ofVirtual().name("events-watch").start(() -> watch(in));
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                heardNanos = System.nanoTime();
                take(line);
            }
        } catch (IOException e) {
            // The connection broke: the stream is over.
        } finally {
            over = true;
            LockSupport.unpark(watch);
        }
        return lastId;
    }

    /** What is cut short before its empty line is none; an id counts without data, too. */
    private void take(String line) {
        if (line.isEmpty()) {
            lastId = id;
            if (!data.isEmpty()) {
                listener.accept(data);
            }
            data = "";
        } else if (line.startsWith("id: ")) {
            id = line.substring(4);
        } else if (line.startsWith("data: ")) {
            data = line.substring(6);
        }
    }

    private void watch(InputStream in) {
        while (!over && System.nanoTime() - heardNanos < SILENCE_NANOS) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        if (!over) {
            try {
                in.close();
            } catch (IOException e) {
                // It is given up anyway.
            }
        }
    }
}
