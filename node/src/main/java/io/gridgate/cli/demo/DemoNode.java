package io.gridgate.cli.demo;

import io.gridgate.cli.client.AdminAddress;
import io.gridgate.cli.client.AdminClient;
import io.gridgate.cli.output.CommandFailure;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Node {@code k} of the demo: its ports, its node document, and its process.
 *
 * @param number from 1
 * @param of how many there are
 *
 * <p>Thread-safety: immutable.
 */
record DemoNode(int number, int of) {

    private static final int PROXY_PORT = 8080;
    private static final int ADMIN_PORT = 9080;
    private static final int MEMBER_PORT = 5701;
    private static final List<String> HEAP = List.of("-Xms32m", "-Xmx192m");
    private static final Duration POLL = Duration.ofMillis(100);

    String name() {
        return "gw-" + number;
    }

    int proxyPort() {
        return PROXY_PORT + number - 1;
    }

    int adminPort() {
        return ADMIN_PORT + number - 1;
    }

    int memberPort() {
        return MEMBER_PORT + number - 1;
    }

    String proxyUrl() {
        return "http://127.0.0.1:" + proxyPort();
    }

    String adminUrl() {
        return "http://127.0.0.1:" + adminPort();
    }

    /** Returns the node document; what the node keeps goes below {@code directory}. */
    String document(Path directory) {
        String members = IntStream.rangeClosed(1, of).mapToObj(k -> "\"127.0.0.1:" + new DemoNode(k, of).memberPort() + "\"")
                .collect(Collectors.joining(", "));
        return """
                node: {name: %s, zone: demo, data_dir: "%s"}
                listeners:
                  http: {bind: 127.0.0.1, port: %d}
                  admin: {bind: 127.0.0.1, port: %d}
                cluster: {name: gridgate-demo, bind: 127.0.0.1, port: %d, members: [%s]}
                drain: {red: 0s, timeout: 3s}
                log: {level: info, format: text, access: stdout}
                """.formatted(name(), directory.resolve(name()), proxyPort(), adminPort(), memberPort(), members);
    }

    /** Returns the running process of the node, a JVM like this one. */
    ChildProcess start(Path directory) throws IOException {
        Path document = Files.writeString(directory.resolve(name() + ".yaml"), document(directory));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions(ManagementFactory.getRuntimeMXBean().getInputArguments(), System.getenv("GRIDGATE_JAVA_OPTS")));
        command.addAll(List.of("-cp", absolute(System.getProperty("java.class.path")), "io.gridgate.cli.Gridgate", "run",
                "--node", document.toString(), "--until-input-ends"));
        return ChildProcess.start(name(), command, directory.resolve(name() + ".log"));
    }

    /** Waits until the node says that it is ready; fails when its process ends or after {@code timeout}. */
    void awaitReady(ChildProcess process, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try (AdminClient client = client()) {
            while (!isReady(client)) {
                if (System.nanoTime() > deadline) {
                    throw new CommandFailure(name() + " is not ready after " + timeout.toSeconds() + " s; its log: " + process.log());
                }
                process.pause(POLL);
            }
        }
    }

    AdminClient client() {
        return AdminClient.of(new AdminAddress(URI.create(adminUrl()), null, null));
    }

    private static boolean isReady(AdminClient client) {
        try {
            return client.get("/ready").status() == 200;
        } catch (CommandFailure e) {
            return false;
        }
    }

    /** Returns this JVM's options with a small heap, and the operator's own after them, which win. */
    static List<String> jvmOptions(List<String> own, @Nullable String operators) {
        List<String> last = operators == null || operators.isBlank() ? List.of() : List.of(operators.strip().split("\\s+"));
        List<String> options = new ArrayList<>(own);
        options.removeAll(last);
        options.removeIf(option -> option.matches("-Xm[sx].*|-agentlib:.*|-Xrunjdwp.*"));
        options.addAll(HEAP);
        options.addAll(last);
        return options;
    }

    private static String absolute(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator)).map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
