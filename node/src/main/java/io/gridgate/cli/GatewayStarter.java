package io.gridgate.cli;

import io.gridgate.cli.output.CommandFailure;
import io.gridgate.config.node.NodeDocument;
import io.gridgate.config.source.GatewaySource;
import io.gridgate.config.source.Problem;
import io.gridgate.node.GatewayNode;
import io.gridgate.node.NodeFailedException;
import io.gridgate.node.NodeLogging;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Starts the real node for {@code run}.
 *
 * <p>Thread-safety: stateless.
 */
final class GatewayStarter {

    private GatewayStarter() {}

    /** Returns the node that is starting; see {@link NodeStarter#start}. */
    static NodeStarter.Node start(NodeDocument node, @Nullable GatewaySource initial, Consumer<String> progress) {
        NodeLogging.apply(node.log());
        try {
            return new Started(GatewayNode.start(node, initial, progress));
        } catch (NodeFailedException e) {
            NodeLogging.close();
            throw failure(e);
        }
    }

    private static CommandFailure failure(NodeFailedException e) {
        List<Problem> problems = e.problems();
        return new CommandFailure(problems.isEmpty() ? String.valueOf(e.getMessage())
                : problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    }

    /**
     * The real node behind the command's view of it.
     *
     * <p>Thread-safety: as {@link GatewayNode}.
     */
    private record Started(GatewayNode node) implements NodeStarter.Node {

        @Override
        public void awaitReady() {
            try {
                node.awaitReady();
            } catch (NodeFailedException e) {
                node.drainAndClose();
                throw failure(e);
            }
        }

        @Override
        public List<String> addresses() {
            return node.addresses();
        }

        @Override
        public void drainAndClose() {
            node.drainAndClose();
            NodeLogging.close();
        }
    }
}
