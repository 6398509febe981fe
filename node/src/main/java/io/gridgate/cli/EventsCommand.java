package io.gridgate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gridgate.cli.client.AdminClient;
import io.gridgate.cli.output.CommandFailure;
import io.gridgate.cli.output.OutputFormat;
import io.gridgate.cli.output.Style;
import io.gridgate.cli.output.Terminal;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code events}: shows what happens in the cluster, one event a line, until it is interrupted. */
@Command(name = "events",
        description = "Show what happens in a running cluster, one event a line, as it happens; JSON is one object a line.")
final class EventsCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int TRIES = 30;
    private static final Set<String> SHOWN_FIRST = Set.of("id", "at", "node", "type", "service");
    private static final Set<String> BAD = Set.of("node_left", "revision_refused", "revision_pending", "revision_not_served",
            "instance_ejected", "grid_loss_entered", "gap", "dropped");

    private final Terminal terminal;

    @Option(names = "--type", paramLabel = "A,B", description = "Only events of these types.") private @Nullable String types;

    @Option(names = "--service", paramLabel = "NAME", description = "Only events of this service.") private @Nullable String service;

    @Option(names = "--recent", paramLabel = "N", description = "Begin with the last N events (default: 10).") private int recent = 10;

    @Option(names = "--once",
            description = "End when the node ends the stream, instead of connecting to it again.") private boolean once;

    @Mixin private AdminOptions admin = new AdminOptions();

    @Mixin private BasicOptions basic = new BasicOptions();

    private String lastId = "";
    private int failures;

    EventsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (AdminClient client = admin.client()) {
            lastId = client.events(path(), lastId, this::onEvent);
            while (!once) {
                comeBack(client);
            }
        }
        return 0;
    }

    private String path() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("recent", String.valueOf(recent));
        if (types != null) {
            parameters.put("type", types);
        }
        if (service != null) {
            parameters.put("service", service);
        }
        return AdminClient.withQuery("/admin/v1/events", parameters);
    }

    /** A node that is started again is back soon. */
    private void comeBack(AdminClient client) {
        LockSupport.parkNanos(AGAIN_NANOS);
        try {
            lastId = client.events(path(), lastId, this::onEvent);
            failures = 0;
        } catch (CommandFailure e) {
            failures++;
            if (failures >= TRIES) {
                throw e;
            }
        }
    }

    private void onEvent(String data) {
        JsonNode tree = tree(data);
        if (basic.format() == OutputFormat.JSON) {
            terminal.out().println(data);
        } else {
            terminal.out().print(basic.format() == OutputFormat.YAML ? "---\n" : "");
            basic.format().print(terminal, tree, () -> terminal.out().println(line(tree)));
        }
    }

    private static JsonNode tree(String data) {
        try {
            return JSON.readTree(data);
        } catch (IOException e) {
            throw new CommandFailure("an event that is not JSON; is it an admin address?");
        }
    }

    private String line(JsonNode event) {
        String type = event.path("type").asText();
        boolean bad = BAD.contains(type) || event.path("to").asText().equals("open") || event.path("to").asText().equals("unhealthy");
        StringBuilder line = new StringBuilder(event.path("at").asText()).append(' ').append(event.path("node").asText()).append(' ')
                .append(terminal.styled(type, bad ? Style.BAD : Style.HEADING));
        if (event.has("service")) {
            line.append(' ').append(event.path("service").asText());
        }
        event.properties().stream().filter(field -> !SHOWN_FIRST.contains(field.getKey()) && !field.getValue().asText().isEmpty())
                .forEach(field -> line.append(' ').append(field.getKey()).append('=').append(word(field.getValue())));
        return line.toString();
    }

    /** Quoted as JSON quotes it, unless it is one plain word: whatever a document's author wrote stays in its place and line. */
    private static String word(JsonNode value) {
        String text = value.asText();
        return text.matches("[\\p{Graph}&&[^\"=]]+") ? text : value.toString();
    }
}
