package io.gridgate.cli;

import io.gridgate.config.node.NodeDocument;
import io.gridgate.config.source.GatewaySource;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What {@code run} needs of a node.
 *
 * <p>Thread-safety: thread-safe.
 */
@FunctionalInterface
interface NodeStarter {

    /**
     * Returns a node that is starting; {@code progress} is told each step in one line.
     *
     * @param node the checked node document
     * @param initial the gateway document to begin with; null: none
     */
    Node start(NodeDocument node, @Nullable GatewaySource initial, Consumer<String> progress);

    /** A node that was started. */
    interface Node {

        /** Returns once the node is ready. */
        void awaitReady();

        /** Returns where it listens, each with its purpose. */
        List<String> addresses();

        /** Drains the node and leaves the grid; returns when nothing of it is left. Does nothing the second time. */
        void drainAndClose();
    }
}
