package io.gridgate.grid;

import io.gridgate.base.Events;
import io.gridgate.config.value.HostPort;
import io.gridgate.rollout.ApplyRequest;
import io.gridgate.rollout.InMemoryRevisionStore;
import io.gridgate.rollout.PackedDocument;
import io.gridgate.rollout.Revision;
import io.gridgate.rollout.RevisionLoader;
import io.gridgate.rollout.Rollout;
import io.gridgate.rollout.RolloutOptions;
import io.gridgate.rollout.RolloutPorts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * A process that is nothing but a member with a rollout: it takes {@code apply TEXT}, {@code served}, {@code members} and {@code quit}, a line
 * each, and answers each in one line.
 *
 * <p>Thread-safety: confined to its main thread.
 */
public final class GridNode {

    private GridNode() {}

    /** Arguments: name, port, peers as {@code host:port,...}. */
    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        List<HostPort> peers = args[2].isEmpty() ? List.of() : Arrays.stream(args[2].split(",")).map(HostPort::parse).toList();
        GridOptions.Node node = new GridOptions.Node(args[0], "default", "test", Instant.now());
        long jvmStart = java.lang.management.ManagementFactory.getRuntimeMXBean().getStartTime();
        try (GridMember member = GridMember
                .start(new GridOptions(node, "process-test", "127.0.0.1", Integer.parseInt(args[1]), () -> peers, Members.CACHE_OCTETS,
                        null));
                Rollout rollout = Rollout.start(
                        new RolloutPorts(member.board(), member.shelf(), member.membership(), new InMemoryRevisionStore(), new Echo(),
                                Events.none()),
                        RolloutOptions.of(null))) {
            rollout.ready().join();
            out.println("ready " + (System.currentTimeMillis() - jvmStart));
            serve(rollout, out);
        } catch (GridRefusedException e) {
            out.println("refused " + e.getMessage());
        }
    }

    private static void serve(Rollout rollout, PrintStream out) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String line;
        while ((line = in.readLine()) != null && !line.equals("quit")) {
            if (line.startsWith("apply ")) {
                byte[] text = line.substring(6).getBytes(StandardCharsets.UTF_8);
                out.println(rollout.apply(PackedDocument.of(text), ApplyRequest.by("process", "")));
            } else if (line.equals("served")) {
                out.println("served " + rollout.served().map(Revision::number).orElse(0L));
            } else {
                out.println(rollout.nodes().stream().map(status -> status.identity().name()).sorted().toList());
            }
        }
    }

    /** Takes every document. */
    private record Echo() implements RevisionLoader, RevisionLoader.Prepared {

        @Override
        public Loaded prepare(PackedDocument document) {
            return new Loaded.Ready(this);
        }

        @Override
        public void activate(Revision revision) {
            // Served is what the rollout says.
        }

        @Override
        public void discard() {
            // Nothing is held.
        }
    }
}
