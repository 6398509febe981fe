package io.gridgate.grid;

import io.gridgate.base.Secret;
import io.gridgate.config.value.HostPort;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Members of one grid in this JVM, on free ports of loopback; each is told of those that started before it.
 *
 * <p>Thread-safety: thread-safe.
 */
final class Members implements AutoCloseable {

    /** What each has for stored answers. */
    static final long CACHE_OCTETS = 8L << 20;

    private static int grids;

    private final String clusterName;
    private final List<HostPort> addresses = new CopyOnWriteArrayList<>();
    private final List<GridMember> members = new CopyOnWriteArrayList<>();

    Members() {
        synchronized (Members.class) {
            clusterName = "test-" + ProcessHandle.current().pid() + "-" + ++grids;
        }
    }

    GridMember start(String name) throws GridRefusedException {
        return start(name, null);
    }

    GridMember start(String name, @Nullable Secret secret) throws GridRefusedException {
        GridMember member = GridMember.start(options(name, 0, secret));
        addresses.add(member.address());
        members.add(member);
        return member;
    }

    GridOptions options(String name, int port, @Nullable Secret secret) {
        GridOptions.Node node = new GridOptions.Node(name, "zone-a", "1.2.3", Instant.ofEpochSecond(1_700_000_000));
        return new GridOptions(node, clusterName, "127.0.0.1", port, () -> addresses, CACHE_OCTETS, secret);
    }

    void peer(HostPort address) {
        addresses.add(address);
    }

    /** Lets the member vanish without a word. */
    void kill(GridMember member) {
        members.remove(member);
        member.terminate();
    }

    void awaitSize(int size) {
        Awaitility.await().atMost(Duration.ofSeconds(30))
                .until(() -> members.stream().allMatch(member -> member.membership().members().size() == size));
    }

    @Override
    public void close() {
        members.forEach(GridMember::terminate);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> threads().isEmpty());
    }

    /** Returns the grid's threads that live in this JVM. */
    static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
                .filter(name -> name.startsWith("hz.") || name.contains("gridgate-")).sorted().toList();
    }
}
