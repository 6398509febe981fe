package io.gridgate.cli;

import io.gridgate.cli.output.CommandFailure;
import io.gridgate.config.node.NodeDocument;
import io.gridgate.config.source.GatewaySource;
import java.util.function.Consumer;
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
        throw new CommandFailure("this build has no node to run");
    }
}
