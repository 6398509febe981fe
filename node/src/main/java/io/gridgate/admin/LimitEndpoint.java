package io.gridgate.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.Response;
import io.gridgate.ratelimit.usage.ClusterUsage;
import io.gridgate.ratelimit.usage.LimitFacts;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * The endpoint that shows which keys are close to their limits, over all nodes.
 *
 * <p>Thread-safety: thread-safe, as its port is.
 */
final class LimitEndpoint {

    private static final String TOP = "top";
    private static final String TOP_DEFAULT = "10";
    private static final int TOP_MAX = 100;

    private final IntFunction<ClusterUsage> usage;

    LimitEndpoint(AdminPorts ports) {
        this.usage = ports.limits();
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/admin/v1/limits", this::limits));
    }

    private Response limits(Call call) {
        ClusterUsage now = usage.apply(top(call.text(TOP, TOP_DEFAULT, 8)));
        ObjectNode json = Json.object();
        ArrayNode limits = json.putArray("limits");
        now.limits().forEach(limit -> limits.add(json(limit)));
        now.nodes().forEach(json.putArray("nodes")::add);
        now.silent().forEach(json.putArray("silent")::add);
        return Json.answer(200, json);
    }

    private static int top(String text) {
        int top = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
        if (top < 1 || top > TOP_MAX) {
            throw GatewayException.of(ErrorCode.BAD_REQUEST, TOP + " must be a number from 1 to " + TOP_MAX);
        }
        return top;
    }

    private static ObjectNode json(ClusterUsage.Limit limit) {
        LimitFacts facts = limit.facts();
        ObjectNode json = Json.object().put("name", facts.name()).put("kind", kind(facts.kind())).put("limit", facts.limit())
                .put("capacity", facts.capacity()).put("algorithm", facts.algorithm()).put("window", facts.window())
                .put("keys", limit.keys());
        ArrayNode top = json.putArray("top");
        for (ClusterUsage.Key key : limit.top()) {
            ObjectNode entry = top.addObject().put("key", key.key()).put("used", key.used()).put("left", key.left())
                    .put("reset_s", Math.ceilDiv(key.resetMillis(), TimeUnit.SECONDS.toMillis(1))).put("age_ms", key.ageMillis());
            key.nodes().forEach(entry.putArray("nodes")::add);
        }
        return json;
    }

    private static String kind(LimitFacts.Kind kind) {
        return switch (kind) {
            case RATE -> "rate";
            case LOCAL_RATE -> "rate_per_node";
            case CONCURRENCY -> "concurrency";
        };
    }
}
