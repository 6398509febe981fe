package io.gridgate.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridgate.cli.client.AdminClient;
import io.gridgate.cli.client.Answer;
import io.gridgate.cli.output.Terminal;
import io.gridgate.config.source.GatewaySource;
import io.gridgate.config.source.NamedText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The command {@code apply}: makes a document the next revision of a running cluster. */
@Command(name = "apply", description = "Make a gateway document the next revision; returns once every live node serves it.")
final class ApplyCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(paramLabel = "FILE",
            description = "The gateway document: a YAML or JSON file, or a directory of them.") private Path file = Path.of("");

    @Mixin private ChangeOptions change = new ChangeOptions();

    @Mixin private AdminOptions admin = new AdminOptions();

    @Mixin private BasicOptions basic = new BasicOptions();

    ApplyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        GatewaySource source = Sources.read(file);
        try (AdminClient client = admin.client()) {
            String path = AdminClient.withQuery("/admin/v1/config", change.parameters());
            Answer answer = ChangeProgress.during(terminal, client, "applying " + file,
                    () -> client.put(path, ServedDocument.FILES_TYPE, packed(source), change.ifMatch()));
            return ChangeResult.print(answer, source, basic.format(), terminal);
        }
    }

    private static byte[] packed(GatewaySource source) {
        ArrayNode files = JsonNodeFactory.instance.arrayNode();
        for (NamedText text : source.files()) {
            files.add(JsonNodeFactory.instance.objectNode().put("name", text.fileName()).put("text", text.text()));
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("files", files);
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }
}
