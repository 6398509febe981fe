package io.gridgate.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridgate.cache.Purge;
import io.gridgate.cache.Purger;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.Response;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * The endpoint by which an operator purges stored answers.
 *
 * <p>Thread-safety: thread-safe, as its port is.
 */
final class PurgeEndpoint {

    private static final String EXPECTED = "the body must be {\"key\": \"...\"}, or tag, path or prefix instead of key, and \"soft\": true or false if wanted";
    private static final Map<String, Purge.By> BY = Map.of("key", Purge.By.KEY, "tag", Purge.By.TAG, "path", Purge.By.PATH, "prefix",
            Purge.By.PREFIX);

    private final PurgePort port;

    PurgeEndpoint(PurgePort port) {
        this.port = port;
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.change("POST", "/admin/v1/cache/purge", this::purge));
    }

    private Response purge(Call call) {
        Purge purge = purge(call.body());
        Purger.Purged purged;
        try {
            purged = port.purge(purge);
        } catch (IOException e) {
            throw new AdminRefusal(AdminRefusal.Code.TIMEOUT, "the grid did not answer; it may be purged");
        }
        if (!purged.silent().isEmpty()) {
            throw new AdminRefusal(AdminRefusal.Code.TIMEOUT,
                    "purged, but not known of these nodes: " + String.join(", ", new TreeSet<>(purged.silent())));
        }
        ObjectNode json = Json.object().put(purge.by().name().toLowerCase(Locale.ROOT), purge.name()).put("soft", purge.soft())
                .put("sequence", purged.sequence());
        return Json.answer(200, json);
    }

    private static Purge purge(byte[] body) {
        JsonNode json;
        try {
            json = Json.parse(body);
        } catch (IOException e) {
            throw GatewayException.of(ErrorCode.BAD_REQUEST, EXPECTED, e);
        }
        JsonNode soft = json.path("soft");
        int names = json.size() - (soft.isMissingNode() ? 0 : 1);
        if (json.isObject() && names == 1 && (soft.isMissingNode() || soft.isBoolean())) {
            for (Map.Entry<String, Purge.By> by : BY.entrySet()) {
                JsonNode name = json.path(by.getKey());
                if (name.isTextual() && !name.asText().isEmpty()) {
                    return new Purge(by.getValue(), name.asText(), soft.asBoolean());
                }
            }
        }
        throw GatewayException.of(ErrorCode.BAD_REQUEST, EXPECTED);
    }
}
