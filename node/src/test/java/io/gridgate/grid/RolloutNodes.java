package io.gridgate.grid;

import io.gridgate.base.Events;
import io.gridgate.config.source.Problem;
import io.gridgate.rollout.InMemoryRevisionStore;
import io.gridgate.rollout.PackedDocument;
import io.gridgate.rollout.Revision;
import io.gridgate.rollout.RevisionLoader;
import io.gridgate.rollout.Rollout;
import io.gridgate.rollout.RolloutOptions;
import io.gridgate.rollout.RolloutPorts;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Nodes of one grid in this JVM that are nothing but a member and a rollout.
 *
 * <p>Thread-safety: thread-safe.
 */
final class RolloutNodes implements AutoCloseable {

    private final Members members = new Members();
    private final List<Node> nodes = new CopyOnWriteArrayList<>();

    static PackedDocument document(String text) {
        return PackedDocument.of(text.getBytes(StandardCharsets.UTF_8));
    }

    Node start(String name) throws Exception {
        return start(name, new InMemoryRevisionStore(), null);
    }

    Node start(String name, InMemoryRevisionStore disk, @Nullable PackedDocument initial) throws Exception {
        Node node = launch(name, disk, initial);
        node.rollout.ready().get(30, TimeUnit.SECONDS);
        members.awaitSize(nodes.size());
        return node;
    }

    /** Returns the node without waiting until it is ready and seen by all. */
    Node launch(String name, InMemoryRevisionStore disk, @Nullable PackedDocument initial) throws GridRefusedException {
        Node node = new Node(name, members.start(name), disk, initial);
        nodes.add(node);
        return node;
    }

    /** Every node vanishes, the grid with them. */
    void blackout() {
        List.copyOf(nodes).forEach(Node::kill);
    }

    @Override
    public void close() {
        nodes.forEach(node -> node.rollout.close());
        members.close();
    }

    /** One node. */
    final class Node implements RevisionLoader {

        final String name;
        final GridMember member;
        final InMemoryRevisionStore disk;
        final Rollout rollout;
        /** A document that contains it is refused; empty: none. */
        volatile String refuses = "";
        /** Loading a document waits for it; absent: does not wait. */
        volatile @Nullable CountDownLatch gate;
        final CountDownLatch atGate = new CountDownLatch(1);
        volatile String servedText = "";

        private Node(String name, GridMember member, InMemoryRevisionStore disk, @Nullable PackedDocument initial) {
            this.name = name;
            this.member = member;
            this.disk = disk;
            disk.restart();
            rollout = Rollout.start(new RolloutPorts(member.board(), member.shelf(), member.membership(), disk, this, Events.none()),
                    RolloutOptions.of(initial));
        }

        long served() {
            return rollout.served().map(Revision::number).orElse(0L);
        }

        /** Vanishes without a word. */
        void kill() {
            nodes.remove(this);
            members.kill(member);
            CountDownLatch waiting = gate;
            if (waiting != null) {
                waiting.countDown();
            }
            rollout.close();
        }

        @Override
        public Loaded prepare(PackedDocument document) {
            await();
            String text = new String(document.bytes(), StandardCharsets.UTF_8);
            if (!refuses.isEmpty() && text.contains(refuses)) {
                return new Loaded.Refused(List.of(new Problem("gateway.yaml", 1, 1, "", "refused by " + name,
                        Problem.Severity.ERROR)));
            }
            return new Loaded.Ready(new Text(text));
        }

        private void await() {
            CountDownLatch waiting = gate;
            if (waiting == null) {
                return;
            }
            atGate.countDown();
            try {
                if (!waiting.await(60, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("gate: shut (expected: opened by the test)");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private final class Text implements Prepared {

            private final String text;

            private Text(String text) {
                this.text = text;
            }

            @Override
            public void activate(Revision revision) {
                servedText = text;
            }

            @Override
            public void discard() {
                // Nothing is held.
            }
        }
    }
}
