package io.gridgate.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridgate.config.ProblemJson;
import io.gridgate.config.source.GatewaySource;
import io.gridgate.config.source.Problem;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.Response;
import io.gridgate.http.HeaderNames;
import io.gridgate.rollout.ApplyRequest;
import io.gridgate.rollout.ApplyResult;
import io.gridgate.rollout.BoardException;
import io.gridgate.rollout.Revision;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints under {@code /admin/v1/config}: the document, its check, its history and the way back.
 *
 * <p>Thread-safety: thread-safe, as its ports are.
 */
final class ConfigEndpoints {

    private static final String CONFIG = "/admin/v1/config";
    private static final String ETAG = "ETag";
    private static final String IF_MATCH = "If-Match";
    private static final Pattern TAG = Pattern.compile("\"\\d{1,18}\"|\\d{1,18}");

    private final Revisions revisions;
    private final DocumentCheck check;
    private final String nodeName;

    /** Creates the endpoints of the node of that name. */
    ConfigEndpoints(Revisions revisions, DocumentCheck check, String nodeName) {
        this.revisions = revisions;
        this.check = check;
        this.nodeName = nodeName;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get(CONFIG, this::current),
                Endpoint.change("PUT", CONFIG, this::apply),
                Endpoint.change("POST", CONFIG + "/validate", this::validate),
                Endpoint.get(CONFIG + "/revisions", this::history),
                Endpoint.get(CONFIG + "/revisions/{revision}", this::revision),
                Endpoint.change("POST", CONFIG + "/rollback/{revision}", this::rollback));
    }

    private Response current(Call call) {
        Revision current = revisions.current()
                .orElseThrow(() -> new AdminRefusal(AdminRefusal.Code.NOT_FOUND, "no document was applied yet"));
        Response answer = DocumentBody.answer(document(current), call.field(HeaderNames.ACCEPT));
        answer.headers().set(ETAG, tag(current.number()));
        return answer;
    }

    private Response apply(Call call) {
        GatewaySource source = DocumentBody.read(call);
        return answer(revisions.apply(source, request(call, "")));
    }

    private Response rollback(Call call) {
        long number = requireNumber(call);
        return answer(revisions.rollback(number, request(call, "rollback to revision " + number)));
    }

    private Response validate(Call call) {
        List<Problem> problems = check.check(DocumentBody.read(call));
        boolean refused = problems.stream().anyMatch(Problem::isError);
        return Json.answer(refused ? 422 : 200, Json.object().set("problems", problems(null, problems)));
    }

    private Response history(Call call) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        revisions.history().forEach(revision -> list.add(json(revision)));
        return Json.answer(200, Json.object().set("revisions", list));
    }

    private Response revision(Call call) {
        long number = requireNumber(call);
        Revision revision = revisions.history().stream().filter(kept -> kept.number() == number).findFirst()
                .orElseThrow(() -> unknown(call.captured()));
        ObjectNode json = json(revision);
        json.set("files", DocumentBody.filesOf(document(revision)));
        Response answer = Json.answer(200, json);
        answer.headers().set(ETAG, tag(number));
        return answer;
    }

    private GatewaySource document(Revision revision) {
        try {
            return revisions.document(revision.number()).orElseThrow(() -> unknown(Long.toString(revision.number())));
        } catch (BoardException e) {
            throw new AdminRefusal(AdminRefusal.Code.TIMEOUT, "the grid has the document, and did not answer");
        }
    }

    private ApplyRequest request(Call call, String message) {
        return new ApplyRequest(call.text("author", "unknown", Revision.AUTHOR_CHARS_MAX),
                call.text("message", message, Revision.MESSAGE_CHARS_MAX), expected(call), call.flag("force"));
    }

    /** Returns the revision that {@code If-Match} names (RFC 9110 13.1.1); {@code *} asks only that there is one. */
    private OptionalLong expected(Call call) {
        String field = call.field(IF_MATCH);
        if (field == null) {
            return OptionalLong.empty();
        }
        if (field.strip().equals("*")) {
            if (revisions.current().isEmpty()) {
                throw stale(0);
            }
            return OptionalLong.empty();
        }
        if (!TAG.matcher(field.strip()).matches()) {
            throw GatewayException.of(ErrorCode.BAD_REQUEST, "If-Match must be one revision, such as \"7\"");
        }
        return OptionalLong.of(Long.parseLong(field.strip().replace("\"", "")));
    }

    private Response answer(ApplyResult result) {
        return switch (result) {
            case ApplyResult.Applied applied -> served(applied);
            case ApplyResult.Refused refused -> Json.answer(422, Json.object().set("problems",
                    problems(refused.node().equals(nodeName) ? null : refused.node(), refused.problems())));
            case ApplyResult.Stale stale -> throw stale(stale.current());
            case ApplyResult.Busy busy -> throw new AdminRefusal(AdminRefusal.Code.CONFLICT,
                    "another change is under way, by " + busy.proposer());
            case ApplyResult.NoQuorum minority -> throw new AdminRefusal(AdminRefusal.Code.NO_MAJORITY,
                    minority.inSight() + " of " + minority.lastKnown() + " members are in sight; ?force=true does it all the same");
            case ApplyResult.Pending pending -> pending(pending);
            case ApplyResult.UnknownRevision unknown -> throw unknown(Long.toString(unknown.number()));
            case ApplyResult.GridSilent silent -> throw new AdminRefusal(AdminRefusal.Code.TIMEOUT,
                    "the grid did not answer (" + silent.reason() + "); the current revision shows whether the change was made");
        };
    }

    private static Response served(ApplyResult.Applied served) {
        ObjectNode nodes = Json.object();
        served.nodes().forEach(nodes::put);
        ObjectNode json = Json.object().put("revision", served.revision().number());
        json.set("nodes", nodes);
        Response answer = Json.answer(200, json);
        answer.headers().set(ETAG, tag(served.revision().number()));
        return answer;
    }

    private static Response pending(ApplyResult.Pending pending) {
        ArrayNode nodes = JsonNodeFactory.instance.arrayNode();
        pending.nodes().forEach(nodes::add);
        ObjectNode json = Json.object().put("revision", pending.revision());
        json.set("pending", nodes);
        json.put("committed", pending.committed());
        return Json.answer(504, json);
    }

    private static ArrayNode problems(@Nullable String node, List<Problem> problems) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Problem problem : problems) {
            ObjectNode json = ProblemJson.of(problem);
            if (node != null) {
                json.put("node", node);
            }
            list.add(json);
        }
        return list;
    }

    private static ObjectNode json(Revision info) {
        return Json.object().put("revision", info.number()).put("created", info.created().toString()).put("author", info.author())
                .put("sha256", info.sha256()).put("message", info.message());
    }

    private static long requireNumber(Call call) {
        long number = call.capturedNumber();
        if (number < 1) {
            throw unknown(call.captured());
        }
        return number;
    }

    private static AdminRefusal unknown(String revision) {
        return new AdminRefusal(AdminRefusal.Code.NOT_FOUND, "no revision " + revision + " is kept");
    }

    private static AdminRefusal stale(long current) {
        return new AdminRefusal(AdminRefusal.Code.PRECONDITION_FAILED,
                current == 0 ? "there is no revision yet" : "the current revision is " + current);
    }

    private static String tag(long revision) {
        return "\"" + revision + "\"";
    }
}
