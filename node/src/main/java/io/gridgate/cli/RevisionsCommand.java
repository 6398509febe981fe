package io.gridgate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gridgate.cli.client.AdminClient;
import io.gridgate.cli.output.Style;
import io.gridgate.cli.output.Table;
import io.gridgate.cli.output.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code revisions}: the history of the gateway document. */
@Command(name = "revisions", description = "List the revisions that a running cluster keeps, newest first.")
final class RevisionsCommand implements Callable<Integer> {

    private static final int HASH_CHARACTERS = 12;
    private static final int SECONDS_CHARACTERS = "2026-01-01T00:00:00".length();

    private final Terminal terminal;

    @Mixin private AdminOptions admin = new AdminOptions();

    @Mixin private BasicOptions basic = new BasicOptions();

    RevisionsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (AdminClient client = admin.client()) {
            JsonNode history = client.get("/admin/v1/config/revisions").orFail().json();
            basic.format().print(terminal, history, () -> table(history));
        }
        return 0;
    }

    private void table(JsonNode history) {
        Table table = Table.of("revision", "created", "author", "sha256", "message");
        for (JsonNode revision : history.path("revisions")) {
            table.row(revision.path("revision").asText(), seconds(revision.path("created").asText()), revision.path("author").asText(),
                    new Table.Cell(cut(revision.path("sha256").asText(), HASH_CHARACTERS), Style.DIM), revision.path("message").asText());
        }
        table.print(terminal);
    }

    private static String seconds(String instant) {
        return instant.length() > SECONDS_CHARACTERS ? cut(instant, SECONDS_CHARACTERS) + "Z" : instant;
    }

    private static String cut(String text, int characters) {
        return text.substring(0, Math.min(characters, text.length()));
    }
}
