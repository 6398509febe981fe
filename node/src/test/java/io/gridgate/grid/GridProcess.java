package io.gridgate.grid;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A {@link GridNode} as a process of its own, which can be paused.
 *
 * <p>Thread-safety: confined to one test; a thread of its own reads what the process says.
 */
final class GridProcess implements AutoCloseable {

    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private GridProcess(Process process) {
        this.process = process;
        Thread.ofVirtual().start(this::read);
    }

    static GridProcess start(String name, int port, String peers) throws IOException {
        List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + System.getProperty("gridgate.jvm.options"), "-Xmx256m", "-cp", System.getProperty("java.class.path"),
                GridNode.class.getName(), name, Integer.toString(port), peers);
        return new GridProcess(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
    }

    private void read() {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String line;
            while ((line = out.readLine()) != null) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("end: " + e);
        }
    }

    /** Returns the next line that begins so. */
    String await(String beginning) throws InterruptedException {
        long deadline = System.nanoTime() + ANSWER.toNanos();
        while (true) {
            String line = lines.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null) {
                throw new AssertionError("no line that begins with " + beginning + " in " + ANSWER);
            }
            if (line.startsWith(beginning)) {
                return line;
            }
        }
    }

    /** Sends the line and returns the answer that begins so. */
    String ask(String line, String beginning) throws IOException, InterruptedException {
        OutputStream in = process.getOutputStream();
        in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
        return await(beginning);
    }

    void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
        if (status != 0) {
            throw new IOException("kill -" + name + ": " + status);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
