package io.gridgate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridgate.cli.client.AdminClient;
import io.gridgate.cli.output.Style;
import io.gridgate.cli.output.Table;
import io.gridgate.cli.output.Table.Cell;
import io.gridgate.cli.output.Terminal;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code status}: members with the revision that each serves, and services with their instances. */
@Command(name = "status",
        description = "Show members, the revision that each serves, and services with their instances, health and breakers.")
final class StatusCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin private AdminOptions admin = new AdminOptions();

    @Mixin private BasicOptions basic = new BasicOptions();

    StatusCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (AdminClient client = admin.client()) {
            ObjectNode status = client.get("/admin/v1/cluster").orFail().json().deepCopy();
            status.setAll((ObjectNode) client.get("/admin/v1/services").orFail().json());
            basic.format().print(terminal, status, () -> table(status));
            warnOfTrouble(status.path("services"));
            warnOfMissingNodes(ServedDocument.read(client).document().deployment().replicas(), status.path("members").size());
        }
        return 0;
    }

    private void warnOfTrouble(JsonNode services) {
        for (JsonNode service : services) {
            String trouble = service.path("trouble").asText("");
            if (!trouble.isEmpty()) {
                terminal.err().println("warning: " + service.path("name").asText() + ": " + trouble);
            }
        }
    }

    private void warnOfMissingNodes(@Nullable Integer expected, int there) {
        if (expected != null && expected != there) {
            terminal.err()
                    .println("warning: the document expects " + expected + " nodes, " + there + (there == 1 ? " is there" : " are there"));
        }
    }

    private void table(JsonNode status) {
        String revision = revision(status);
        int members = status.path("members").size();
        terminal.out().println("cluster " + terminal.styled(status.path("cluster").asText(), Style.HEADING) + ", "
                + (revision.equals("-") ? "no revision yet" : "revision " + revision) + ", " + members
                + (members == 1 ? " member" : " members"));
        terminal.out().println();
        Table nodes = Table.of("node", "zone", "address", "state", "revision", "version", "up");
        for (JsonNode member : status.path("members")) {
            String served = revision(member);
            nodes.row(member.path("name").asText(), member.path("zone").asText(), member.path("address").asText(),
                    state(member.path("state").asText(), "serving"),
                    new Cell(served, served.equals(revision) ? Style.PLAIN : Style.WARNING),
                    member.path("version").asText(), uptime(member.path("uptime_s").asLong()));
        }
        nodes.print(terminal);
        if (!status.path("services").isEmpty()) {
            terminal.out().println();
            services(status.path("services"));
        }
    }

    private void services(JsonNode services) {
        Table table = Table.of("service", "balancer", "breaker", "instance", "zone", "weight", "health", "in flight");
        for (JsonNode service : services) {
            String name = service.path("name").asText();
            String balancer = service.path("load_balancer").asText();
            String forced = service.path("breaker_forced").asBoolean() ? " (forced)" : "";
            Cell breaker = new Cell(service.path("breaker").asText() + forced,
                    service.path("breaker").asText().equals("open") ? Style.BAD : Style.PLAIN);
            if (service.path("instances").isEmpty()) {
                table.row(name, balancer, breaker, new Cell("none", Style.BAD), "", "", "", "");
            }
            for (JsonNode instance : service.path("instances")) {
                table.row(name, balancer, breaker, instance.path("address").asText(), zone(instance),
                        instance.path("weight").asText(), state(instance.path("health").asText(), "healthy"),
                        instance.path("in_flight").asText());
            }
        }
        table.print(terminal);
    }

    private static Cell state(String state, String good) {
        return new Cell(state,
                state.equals(good) ? Style.GOOD : state.equals("unhealthy") || state.equals("ejected") ? Style.BAD : Style.WARNING);
    }

    private static String revision(JsonNode of) {
        return of.path("revision").isNumber() ? of.path("revision").asText() : "-";
    }

    private static String zone(JsonNode instance) {
        return instance.path("zone").isTextual() ? instance.path("zone").textValue() : "-";
    }

    private static String uptime(long seconds) {
        Duration up = Duration.ofSeconds(seconds);
        return up.toDays() > 0 ? up.toDays() + "d " + up.toHoursPart() + "h"
                : up.toHours() > 0 ? up.toHours() + "h " + up.toMinutesPart() + "m"
                        : up.toMinutes() > 0 ? up.toMinutes() + "m " + up.toSecondsPart() + "s" : seconds + "s";
    }
}
