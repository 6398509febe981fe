package io.gridgate.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTest {

    private final DropwizardMetrics metrics = new DropwizardMetrics();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void aLineIsOneJsonObjectWithTheNamedFields() throws Exception {
        try (AccessLog log = AccessLog.to(new PrintStream(out, true), AccessLog.Format.JSON, metrics)) {
            log.add(access("curl/8", "users"));
        }
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("{\"timestamp\":\"2026-11-23T18:20:00.007Z\",\"method\":\"GET\",\"path\":\"/users/7\","
                        + "\"status_code\":200,\"duration_ms\":1.234,\"client_ip\":\"10.0.0.1\",\"user_agent\":\"curl/8\",\"correlation_id\":\"c-1\",\"route\":\"users\","
                        + "\"service\":\"user-service\",\"instance\":\"10.0.1.1:8080\",\"cache\":null,\"bytes_in\":5,\"bytes_out\":1024,\"user\":null}\n");
        assertThat(metrics.prometheus()).contains("access_log_written 1\n", "access_log_dropped 0\n");
    }

    @Test
    void nothingThatAClientSendsBreaksALine() throws Exception {
        String evil = "a\"b\\c\n{\"x\":1}\r\t\u0000\u2028\ud800" + "x".repeat(5_000);
        try (AccessLog log = AccessLog.to(new PrintStream(out, true), AccessLog.Format.JSON, metrics)) {
            log.add(access(evil, evil));
            log.add(access(null, null));
        }
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(2);
        JsonNode first = new ObjectMapper().readTree(lines.getFirst());
        assertThat(first.get("user_agent").asText()).startsWith("a\"b\\c\n{\"x\":1}\r\t\u0000\u2028?xxx").hasSize(1_024);
        assertThat(new ObjectMapper().readTree(lines.get(1)).get("user_agent").isNull()).isTrue();
    }

    @Test
    void textIsOneLineToo() throws Exception {
        try (AccessLog log = AccessLog.to(new PrintStream(out, true), AccessLog.Format.TEXT, metrics)) {
            log.add(access("a \"b\"\n", "my route"));
        }
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("2026-11-23T18:20:00.007Z 10.0.0.1 GET /users/7 200 1.234ms 5/1024 \"my route\" "
                        + "user-service 10.0.1.1:8080 - - c-1 \"a \\\"b\\\"\\x0a\"\n");
    }

    @Test
    void aFullQueueDropsAndCountsInsteadOfWaiting() {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        AtomicLong octets = new AtomicLong();
        AccessLog log = AccessLog.started(new LineSink() {
            @Override
            public void write(byte[] lines, int length) throws IOException {
                entered.countDown();
                octets.addAndGet(length);
                await(released);
            }

            @Override
            public void close() {}
        }, AccessLog.Format.JSON, metrics, 16);
        log.add(access("first", "r"));
        await(entered);
        for (int i = 0; i < 100; i++) {
            log.add(access("ua", "r"));
        }
        released.countDown();
        log.close();
        assertThat(metrics.prometheus()).contains("access_log_written 17\n", "access_log_dropped 84\n");
        assertThat(octets.get()).isPositive();
    }

    @Test
    void aFailedWriteIsCountedAndTheNextOneGoesOn() {
        AtomicLong calls = new AtomicLong();
        AccessLog log = AccessLog.started(new LineSink() {
            @Override
            public void write(byte[] lines, int length) throws IOException {
                if (calls.incrementAndGet() == 1) {
                    throw new IOException("no space left");
                }
            }

            @Override
            public void close() {}
        }, AccessLog.Format.JSON, metrics, 16);
        log.add(access("ua", "r"));
        org.awaitility.Awaitility.await().until(() -> calls.get() == 1);
        log.add(access("ua", "r"));
        log.close();
        assertThat(metrics.prometheus()).contains("access_log_written 1\n", "access_log_dropped 1\n");
    }

    @Test
    void aMovedFileIsOpenedAnew(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("logs/access.log");
        AtomicLong now = new AtomicLong();
        FileSink sink = new FileSink(file, now::get);
        sink.write("one\n".getBytes(StandardCharsets.UTF_8), 4);
        Files.move(file, directory.resolve("access.log.1"));
        sink.write("two\n".getBytes(StandardCharsets.UTF_8), 4);
        now.addAndGet(1_000_000_000L);
        sink.write("three\n".getBytes(StandardCharsets.UTF_8), 6);
        now.addAndGet(1_000_000_000L);
        sink.write("four\n".getBytes(StandardCharsets.UTF_8), 5);
        sink.close();
        assertThat(directory.resolve("access.log.1")).hasContent("one\ntwo");
        assertThat(file).hasContent("three\nfour");
        FileSink later = new FileSink(file, now::get);
        later.write("five\n".getBytes(StandardCharsets.UTF_8), 5);
        later.close();
        assertThat(file).hasContent("three\nfour\nfive");
    }

    @Test
    void closingWritesWhatWasHandedOver(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("access.log");
        try (AccessLog log = AccessLog.to(file, AccessLog.Format.JSON, metrics)) {
            for (int i = 0; i < 5_000; i++) {
                log.add(access("ua", "r"));
            }
        }
        assertThat(Files.readAllLines(file)).hasSize(5_000);
        AccessLog.off().close();
    }

    @Test
    void manyWritersLoseNothingThatFits() throws Exception {
        AccessRing ring = new AccessRing(1 << 12);
        Thread[] threads = new Thread[4];
        AtomicLong accepted = new AtomicLong();
        for (int t = 0; t < threads.length; t++) {
            threads[t] = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 50_000; i++) {
                    if (ring.offer(access("ua", "r"))) {
                        accepted.incrementAndGet();
                    }
                }
            });
        }
        long polled = 0;
        while (java.util.Arrays.stream(threads).anyMatch(Thread::isAlive)) {
            polled += ring.poll() == null ? 0 : 1;
        }
        while (ring.poll() != null) {
            polled++;
        }
        assertThat(polled).isEqualTo(accepted.get());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static AccessRecord access(@Nullable String userAgent, @Nullable String route) {
        return new AccessRecord(1_795_458_000_007L, "GET", "/users/7", 200, 1_234_567, "10.0.0.1", userAgent, "c-1", route, "user-service",
                "10.0.1.1:8080",
                null, 5, 1_024, null);
    }
}
