package io.gridgate.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridgate.cli.client.AdminClient;
import io.gridgate.cli.client.Answer;
import io.gridgate.cli.output.CommandFailure;
import io.gridgate.cli.output.OutputFormat;
import io.gridgate.cli.output.Steps;
import io.gridgate.cli.output.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * A whole cluster on this machine: the shop's backends, nodes in one grid, the document applied, and calls to try.
 *
 * <p>Thread-safety: {@link #run} on one thread, {@link #stop} on any.
 */
public final class Demo {

    private static final Duration READY_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration TRIAL_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration END_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final String CONSUL_DOCUMENT = "gateway-consul.yaml";

    private final Terminal terminal;
    private final List<DemoNode> nodes;
    private final boolean consul;
    private final Path gateway;
    private final OutputFormat format;
    private final Steps steps;
    private final DemoRemains remains = new DemoRemains();

    /** Creates a demo of that many nodes (1 to 9) that serves {@code gateway}, or its own document over Consul. */
    public Demo(Terminal terminal, int nodes, boolean consul, Path gateway, OutputFormat format) {
        this.terminal = terminal;
        this.steps = new Steps(terminal);
        this.nodes = IntStream.rangeClosed(1, nodes).mapToObj(k -> new DemoNode(k, nodes)).toList();
        this.consul = consul;
        this.gateway = gateway;
        this.format = format;
    }

    /** Runs until every node has ended or {@link #stop} is called; fails if the cluster cannot be brought up. */
    public void run() {
        byte[] document = document();
        if (consul) {
            ConsulAgent.requireInstalled();
        }
        Ports.requireFree(ports());
        try {
            Path directory = remains.directory();
            startBackends();
            if (consul) {
                remains.add(ConsulAgent.start(directory));
                ConsulAgent.register();
                steps.done("Consul knows them (http://127.0.0.1:8500)");
            }
            List<ChildProcess> processes = startNodes(directory);
            apply(document);
            List<String> calls = calls();
            for (String url : calls) {
                tryOut(url, processes.getFirst());
            }
            announce(calls, directory);
            awaitEnd(processes);
        } catch (IOException e) {
            throw new CommandFailure("the demo cannot start: " + e.getMessage());
        } catch (CommandFailure failure) {
            remains.keepDirectory();
            throw failure;
        } finally {
            stop();
        }
    }

    /** Ends everything that the demo started, and waits for it; later calls wait too, and do no more. */
    public void stop() {
        if (remains.hasProcesses() && !remains.isEnding()) {
            steps.done("draining the nodes");
        }
        remains.end(END_TIMEOUT);
    }

    private Map<Integer, String> ports() {
        Map<Integer, String> ports = new LinkedHashMap<>();
        for (DemoService service : DemoService.values()) {
            ports.put(service.port(), service.serviceName());
        }
        for (DemoNode node : nodes) {
            ports.put(node.proxyPort(), node.name() + " proxy");
            ports.put(node.adminPort(), node.name() + " admin");
            ports.put(node.memberPort(), node.name() + " member");
        }
        if (consul) {
            ports.putAll(ConsulAgent.PORTS);
        }
        return ports;
    }

    private byte[] document() {
        try (InputStream in = consul ? Demo.class.getResourceAsStream(CONSUL_DOCUMENT) : Files.newInputStream(gateway)) {
            if (in == null) {
                throw new IllegalStateException(CONSUL_DOCUMENT + ": missing (expected: beside " + Demo.class.getName() + ")");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new CommandFailure(gateway + ": cannot be read; the demo serves config/gateway.yaml of the project");
        }
    }

    private void startBackends() throws IOException {
        for (DemoService service : DemoService.values()) {
            remains.add(Backend.start(service));
        }
        steps.done(DemoService.values().length + " backends listen on 127.0.0.1:" + DemoService.USER.port() + "-"
                + DemoService.INVENTORY.port());
    }

    private List<ChildProcess> startNodes(Path directory) throws IOException {
        List<ChildProcess> processes = new ArrayList<>();
        for (DemoNode node : nodes) {
            ChildProcess process = node.start(directory);
            remains.add(process);
            processes.add(process);
        }
        terminal.progress("  starting " + nodes.size() + " nodes");
        for (int i = 0; i < nodes.size(); i++) {
            nodes.get(i).awaitReady(processes.get(i), READY_TIMEOUT);
            steps.done(nodes.get(i).name() + " is in the grid (process " + processes.get(i).pid() + ")");
        }
        return processes;
    }

    private void apply(byte[] document) {
        String name = consul ? CONSUL_DOCUMENT : String.valueOf(gateway.getFileName());
        try (AdminClient client = nodes.getFirst().client()) {
            Answer answer = client.put(AdminClient.withQuery("/admin/v1/config", Map.of("author", "demo", "name", name)),
                    "application/yaml", document, null);
            if (answer.status() == 422) {
                JsonNode first = answer.json().path("problems").path(0);
                throw new CommandFailure(
                        first.path("file").asText() + ":" + first.path("line").asText() + ":" + first.path("column").asText() + ": "
                                + first.path("path").asText() + ": " + first.path("message").asText());
            }
            JsonNode served = answer.orFail().json();
            steps.done("revision " + served.path("revision").asText() + " (" + name + ") is served by " + served.path("nodes").size()
                    + " nodes");
        }
    }

    /** Returns the calls that a newcomer tries, spread over the nodes. */
    private List<String> calls() {
        List<String> paths = List.of("/users/7", "/products", "/orders/user/7?limit=3");
        return IntStream.range(0, paths.size()).mapToObj(i -> nodes.get(i % nodes.size()).proxyUrl() + paths.get(i)).toList();
    }

    private static void tryOut(String url, ChildProcess process) {
        long deadline = System.nanoTime() + TRIAL_TIMEOUT.toNanos();
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(5)).build();
        String last = "";
        try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            while (System.nanoTime() < deadline) {
                last = tryOnce(http, request);
                if (last.isEmpty()) {
                    return;
                }
                process.pause(POLL);
            }
        }
        throw new CommandFailure(url + " does not answer with success: " + last);
    }

    private static String tryOnce(HttpClient http, HttpRequest request) {
        try {
            int status = http.send(request, BodyHandlers.discarding()).statusCode();
            return status / 100 == 2 ? "" : "status " + status;
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted");
        }
    }

    private void announce(List<String> calls, Path directory) {
        format.print(terminal, tree(calls), () -> print(calls, directory));
        terminal.out().flush();
    }

    private JsonNode tree(List<String> calls) {
        ObjectNode tree = Shop.object();
        ArrayNode list = tree.putArray("nodes");
        nodes.forEach(node -> list.add(Shop.object().put("name", node.name()).put("proxy", node.proxyUrl()).put("admin", node.adminUrl())));
        calls.forEach(tree.putArray("try")::add);
        return tree;
    }

    private void print(List<String> calls, Path directory) {
        StringBuilder text = new StringBuilder("\n");
        for (DemoNode node : nodes) {
            text.append(node.name()).append("  ").append(node.proxyUrl()).append("  admin ").append(node.adminUrl()).append('\n');
        }
        text.append("\nTry:\n");
        calls.forEach(url -> text.append("curl -s ").append(url.indexOf('?') < 0 ? url : "'" + url + "'").append('\n'));
        text.append("\nLogs are in ").append(directory).append("; ./gridgate status shows the cluster; Ctrl-C ends it all.\n");
        terminal.out().print(text);
    }

    private void awaitEnd(List<ChildProcess> processes) {
        List<CompletableFuture<Void>> ends = processes.stream().map(process -> process.onExit().thenAccept(ended -> {
            if (!remains.isEnding()) {
                terminal.err().println(process.name() + " ended with status " + ended.exitValue() + "; the others go on");
            }
        })).toList();
        CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).join();
        if (!remains.isEnding()) {
            throw new CommandFailure("every node has ended");
        }
    }
}
