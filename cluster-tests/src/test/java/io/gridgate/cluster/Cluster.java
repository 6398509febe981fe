package io.gridgate.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Nodes that form one grid on loopback, closed after each test; the logs of a failed test stay under {@code target/cluster}.
 *
 * <p>Thread-safety: one test thread.
 */
final class Cluster implements AfterEachCallback {
    private static final int ROOM = 5;

    private final List<NodeProcess> nodes = new ArrayList<>();
    private final List<Integer> ports = FreePorts.take(3 * ROOM);
    private final Path directory;
    private String more = "drain: {red: 500ms, timeout: 10s}";
    private Optional<Path> gateway = Optional.empty();
    private Optional<MemberNet> net = Optional.empty();

    Cluster() {
        try {
            Path root = Path.of("target", "cluster");
            Files.createDirectories(root);
            directory = Files.createTempDirectory(root, "run-").toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds lines to the node documents of nodes started from now on. */
    Cluster with(String nodeDocumentLines) {
        more = more + "\n" + nodeDocumentLines;
        return this;
    }

    /** Gives nodes started from now on a gateway document of their own. */
    Cluster withGateway(String document) {
        try {
            gateway = Optional.of(Files.writeString(directory.resolve("gateway.yaml"), document));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets the members of nodes started from now on reach one another only through a network that can be cut. */
    MemberNet withNet() {
        MemberNet between = MemberNet.of(memberPorts());
        net = Optional.of(between);
        return between;
    }

    /** Starts {@code n} nodes at once and waits until all are ready. */
    Cluster start(int n) {
        List<NodeProcess> started = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            started.add(launch());
        }
        started.forEach(NodeProcess::awaitReady);
        return this;
    }

    /** Starts one more node and returns at once. */
    NodeProcess launch() {
        int k = nodes.size();
        List<String> jvmOptions = new ArrayList<>(List.of("-Xmx256m"));
        if (net.isPresent()) {
            jvmOptions.addAll(MemberNet.jvmOptions(k, memberPorts().get(k)));
        }
        NodeSpec spec = new NodeSpec("gw-" + (k + 1), ports.get(3 * k), ports.get(3 * k + 1), ports.get(3 * k + 2), members(), directory,
                more, gateway, jvmOptions);
        NodeProcess node = NodeProcess.start(spec);
        nodes.add(node);
        return node;
    }

    List<NodeProcess> nodes() {
        return nodes;
    }

    NodeProcess node(int i) {
        return nodes.get(i);
    }

    Path directory() {
        return directory;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        nodes.forEach(NodeProcess::close);
        nodes.clear();
        net.ifPresent(MemberNet::close);
        net = Optional.empty();
    }

    private List<String> members() {
        List<Integer> memberPorts = memberPorts();
        return IntStream.range(0, ROOM)
                .mapToObj(k -> (net.isPresent() ? MemberNet.address(k) : "127.0.0.1") + ":" + memberPorts.get(k))
                .toList();
    }

    private List<Integer> memberPorts() {
        List<Integer> members = new ArrayList<>();
        for (int k = 0; k < ROOM; k++) {
            members.add(ports.get(3 * k + 2));
        }
        return members;
    }
}
