package io.gridgate.node;

import io.gridgate.config.source.GatewaySource;
import io.gridgate.config.source.Mark;
import io.gridgate.config.source.Problem;
import io.gridgate.config.source.ReferenceResolver;
import io.gridgate.gateway.Compilation;
import io.gridgate.gateway.CompiledGateway;
import io.gridgate.gateway.Gateway;
import io.gridgate.gateway.GatewayCompiler;
import io.gridgate.rollout.PackedDocument;
import io.gridgate.rollout.Revision;
import io.gridgate.rollout.RevisionLoader;
import java.util.List;

/**
 * Makes the gateway of a revision and lets it serve.
 *
 * <p>Thread-safety: as {@link RevisionLoader}: one call at a time.
 */
final class CompiledRevisionLoader implements RevisionLoader {

    private final GatewayCompiler compiler;
    private final Gateway gateway;
    private final ReferenceResolver references;

    CompiledRevisionLoader(GatewayCompiler compiler, Gateway gateway, ReferenceResolver references) {
        this.compiler = compiler;
        this.gateway = gateway;
        this.references = references;
    }

    @Override
    public Loaded prepare(PackedDocument document) {
        GatewaySource source;
        try {
            source = GatewaySource.fromBytes(document.bytes());
        } catch (IllegalArgumentException e) {
            return new Loaded.Refused(List.of(Problem.error(new Mark("document", 1, 1), "", String.valueOf(e.getMessage()))));
        }
        return switch (compiler.compile(source, references)) {
            case Compilation.Refused refused -> new Loaded.Refused(refused.problems());
            case Compilation.Ready ready -> new Loaded.Ready(new PreparedGateway(ready.gateway()));
        };
    }

    /**
     * A gateway that waits for its turn.
     *
     * <p>Thread-safety: as {@link RevisionLoader.Prepared}.
     */
    private final class PreparedGateway implements Prepared {

        private final CompiledGateway compiled;

        private PreparedGateway(CompiledGateway compiled) {
            this.compiled = compiled;
        }

        @Override
        public void activate(Revision revision) {
            gateway.swap(revision.number(), compiled);
        }

        @Override
        public void discard() {
            compiled.close();
        }
    }
}
