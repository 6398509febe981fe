package io.gridgate.cli.demo;

import io.gridgate.cli.output.CommandFailure;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The Consul agent of the demo, in its development mode: everything in memory, on loopback.
 *
 * <p>Thread-safety: stateless.
 */
final class ConsulAgent {

    static final Map<Integer, String> PORTS = Map.of(8500, "Consul's API", 8300, "Consul's server", 8301, "Consul's members",
            8302, "Consul's wide-area members");

    private static final URI API = URI.create("http://127.0.0.1:8500");
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(100);
    /** Consul does not watch its input, so a shell does, which ends when the agent does. */
    private static final String SCRIPT = """
            exec 3<&0
            consul agent -dev -bind=127.0.0.1 -client=127.0.0.1 -http-port=8500 -dns-port=-1 -grpc-port=-1 -log-level=warn 3<&- &
            agent=$!
            trap 'kill $agent' INT TERM HUP
            { cat > /dev/null; kill $agent; } <&3 3<&- 2> /dev/null &
            exec 0<&- 3<&-
            wait $agent
            """;

    private ConsulAgent() {}

    /** Fails if there is no {@code consul} on the PATH. */
    static void requireInstalled() {
        String path = System.getenv().getOrDefault("PATH", "");
        if (Arrays.stream(path.split(File.pathSeparator)).noneMatch(entry -> Files.isExecutable(Path.of(entry, "consul")))) {
            throw new CommandFailure("--consul: no consul on the PATH; install it (https://developer.hashicorp.com/consul/install)");
        }
    }

    /** Returns the agent's process, once it has elected itself. */
    static ChildProcess start(Path directory) throws IOException {
        ChildProcess agent = ChildProcess.start("consul", List.of("/bin/sh", "-c", SCRIPT), directory.resolve("consul.log"));
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build()) {
            while (!hasLeader(http)) {
                if (System.nanoTime() > deadline) {
                    throw new CommandFailure("consul has no leader after " + TIMEOUT.toSeconds() + " s; its log: " + agent.log());
                }
                agent.pause(POLL);
            }
        }
        return agent;
    }

    /** Registers every service of the demo, with a health check. */
    static void register() {
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (DemoService service : DemoService.values()) {
                String address = "127.0.0.1:" + service.port();
                String body = Shop.object().put("Name", service.serviceName()).put("ID", service.serviceName() + "-1")
                        .put("Address", "127.0.0.1").put("Port", service.port())
                        .set("Check", Shop.object().put("HTTP", "http://" + address + "/health").put("Interval", "1s").put("Timeout", "1s")
                                .put("Status", "passing"))
                        .toString();
                HttpResponse<String> answer = http.send(HttpRequest.newBuilder(API.resolve("/v1/agent/service/register"))
                        .timeout(Duration.ofSeconds(5)).PUT(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
                if (answer.statusCode() != 200) {
                    throw new CommandFailure("consul refused " + service.serviceName() + ": " + answer.body().strip());
                }
            }
        } catch (IOException e) {
            throw new CommandFailure("consul gave no answer: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted");
        }
    }

    private static boolean hasLeader(HttpClient http) {
        try {
            HttpResponse<String> answer = http.send(HttpRequest.newBuilder(API.resolve("/v1/status/leader"))
                    .timeout(Duration.ofSeconds(1)).build(), BodyHandlers.ofString());
            return answer.statusCode() == 200 && answer.body().length() > 2;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted");
        }
    }
}
