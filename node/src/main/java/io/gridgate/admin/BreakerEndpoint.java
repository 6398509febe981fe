package io.gridgate.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.gridgate.exchange.ErrorCode;
import io.gridgate.exchange.GatewayException;
import io.gridgate.exchange.Response;
import io.gridgate.service.ServiceView;
import io.gridgate.service.breaker.BreakerChange.Operator;
import io.gridgate.service.breaker.BreakerStoreException;
import io.gridgate.service.breaker.BreakerView;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/**
 * The endpoint by which an operator turns a service's breaker.
 *
 * <p>Thread-safety: thread-safe, as its ports are.
 */
final class BreakerEndpoint {

    private static final String EXPECTED = "the body must be {\"state\":\"open\"}, \"closed\" or \"auto\"";

    private final Supplier<List<ServiceView>> services;
    private final BreakerSwitch breakers;

    BreakerEndpoint(AdminPorts ports) {
        this.services = ports.services();
        this.breakers = ports.breakers();
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.change("POST", "/admin/v1/services/{service}/breaker", this::turn));
    }

    private Response turn(Call call) {
        Operator to = state(call.body());
        String name = call.captured();
        ServiceView service = services.get().stream().filter(one -> one.name().equals(name)).findFirst()
                .orElseThrow(() -> new AdminRefusal(AdminRefusal.Code.NOT_FOUND, "no service \"" + name + "\""));
        if (service.breaker().equals(BreakerView.OFF)) {
            throw new AdminRefusal(AdminRefusal.Code.CONFLICT, "service \"" + name + "\" has no circuit_breaker");
        }
        try {
            BreakerView now = breakers.turn(name, to);
            return Json.answer(200,
                    Json.object().put("service", name).put("breaker", now.state()).put("breaker_forced", now.forced()));
        } catch (BreakerStoreException e) {
            throw new AdminRefusal(AdminRefusal.Code.TIMEOUT, "the grid did not answer; the state may have changed");
        }
    }

    private static Operator state(byte[] body) {
        JsonNode json;
        try {
            json = Json.parse(body);
        } catch (IOException e) {
            throw GatewayException.of(ErrorCode.BAD_REQUEST, EXPECTED, e);
        }
        return switch (json.size() == 1 ? json.path("state").asText() : "") {
            case "open" -> Operator.OPEN;
            case "closed" -> Operator.CLOSED;
            case "auto" -> Operator.AUTO;
            default -> throw GatewayException.of(ErrorCode.BAD_REQUEST, EXPECTED);
        };
    }
}
