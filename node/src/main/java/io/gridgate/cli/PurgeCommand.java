package io.gridgate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridgate.cli.client.AdminClient;
import io.gridgate.cli.output.Terminal;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code purge}: takes stored answers away on every node. */
@Command(name = "purge", description = "Purge stored answers on every node; returns once none of them gives them any more.")
final class PurgeCommand implements Callable<Integer> {

    private final Terminal terminal;

    @ArgGroup(multiplicity = "1") private What what = new What();

    @Option(names = "--soft",
            description = "Let them be asked for again with a condition, and be given stale where that is allowed.") private boolean soft;

    @Mixin private AdminOptions admin = new AdminOptions();

    @Mixin private BasicOptions basic = new BasicOptions();

    /** What is purged by. */
    static final class What {
        @Option(names = "--tag", paramLabel = "T", description = "All that have this tag.") private @Nullable String tag;

        @Option(names = "--key", paramLabel = "K", description = "What is stored under this key.") private @Nullable String key;

        @Option(names = "--path", paramLabel = "P", description = "All answers to this path.") private @Nullable String path;

        @Option(names = "--prefix", paramLabel = "P", description = "All answers to paths that begin so.") private @Nullable String prefix;
    }

    PurgeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (AdminClient client = admin.client()) {
            JsonNode answer = client.post("/admin/v1/cache/purge", "application/json", body().toString().getBytes(StandardCharsets.UTF_8))
                    .orFail()
                    .json();
            basic.format().print(terminal, answer, () -> terminal.out().println("purged on every node"));
        }
        return 0;
    }

    private ObjectNode body() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        if (what.tag != null) {
            body.put("tag", what.tag);
        } else if (what.key != null) {
            body.put("key", what.key);
        } else if (what.path != null) {
            body.put("path", what.path);
        } else {
            body.put("prefix", what.prefix);
        }
        return body.put("soft", soft);
    }
}
