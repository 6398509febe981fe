package io.gridgate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gridgate.cli.client.AdminClient;
import io.gridgate.cli.client.Answer;
import io.gridgate.cli.output.CommandFailure;
import io.gridgate.config.Checked;
import io.gridgate.config.GatewayReader;
import io.gridgate.config.gateway.GatewayDocument;
import io.gridgate.config.source.GatewaySource;
import io.gridgate.config.source.NamedText;
import io.gridgate.config.source.ReferenceResolver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The gateway document that a running cluster serves, its references as they are written.
 *
 * @param revision its number; 0: none yet, and the document says nothing
 *
 * <p>Thread-safety: immutable.
 */
record ServedDocument(long revision, GatewayDocument document) {

    /** The media type of a document of several named files. */
    static final String FILES_TYPE = "application/vnd.gridgate.files+json";

    private static final int NOT_FOUND = 404;

    /** Returns what the cluster serves now. */
    static ServedDocument read(AdminClient client) {
        Answer answer = client.get("/admin/v1/config", FILES_TYPE);
        if (answer.status() == NOT_FOUND) {
            return new ServedDocument(0, GatewayDocument.of(Map.of(), List.of()));
        }
        List<NamedText> files = new ArrayList<>();
        for (JsonNode file : answer.orFail().json().path("files")) {
            files.add(new NamedText(file.path("name").asText(), file.path("text").asText()));
        }
        long revision = number(answer.etag());
        return switch (GatewayReader.read(new GatewaySource(files), ReferenceResolver.keep())) {
            case Checked.Accepted<GatewayDocument> accepted -> new ServedDocument(revision, accepted.document());
            case Checked.Refused<GatewayDocument> refused -> throw new CommandFailure(
                    "revision " + revision + " cannot be read by this release: " + refused.problems().getFirst());
        };
    }

    private static long number(@Nullable String etag) {
        String digits = etag == null ? "" : etag.replace("\"", "");
        return digits.matches("\\d{1,18}") ? Long.parseLong(digits) : 0;
    }
}
