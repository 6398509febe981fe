package io.gridgate.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The options of every command that makes a new revision.
 *
 * <p>Thread-safety: confined to one command.
 */
final class ChangeOptions {

    @Option(names = "--if-match", paramLabel = "N", description = "Only if revision N is the current one.") private @Nullable Long ifMatch;

    @Option(names = {"-m", "--message"}, paramLabel = "TEXT", description = "Why; kept with the revision.") private String message = "";

    @Option(names = "--author", paramLabel = "NAME",
            description = "Who; kept with the revision (default: the name you are logged in as).") private String author = System
                    .getProperty("user.name", "unknown");

    @Option(names = "--force", description = "Even if fewer than half of the last known members are in sight.") private boolean force;

    @Nullable
    Long ifMatch() {
        return ifMatch;
    }

    /** Returns the query parameters of the change; key: name → value: value. */
    Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("author", author);
        if (!message.isBlank()) {
            parameters.put("message", message);
        }
        if (force) {
            parameters.put("force", "true");
        }
        return parameters;
    }
}
