package io.gridgate.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridgate.exchange.Response;
import io.gridgate.observe.DropwizardMetrics;
import io.gridgate.rollout.NodeIdentity;
import io.gridgate.rollout.NodeState;
import io.gridgate.rollout.NodeStatus;
import io.gridgate.rollout.Readiness;
import io.gridgate.rollout.Revision;
import io.gridgate.service.ServiceView;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * The endpoints that show how the node and its cluster are: health, readiness, metrics, members, services, and the API's own description.
 *
 * <p>Thread-safety: thread-safe, as its ports are.
 */
final class StateEndpoints {

    private static final String PROMETHEUS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Revisions revisions;
    private final ClusterView cluster;
    private final Supplier<List<ServiceView>> services;
    private final DropwizardMetrics metrics;
    private final InstantSource clock;
    private final String openApi = OpenApi.text();

    StateEndpoints(AdminPorts ports, InstantSource clock) {
        this.revisions = ports.revisions();
        this.cluster = ports.cluster();
        this.services = ports.services();
        this.metrics = ports.metrics();
        this.clock = clock;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.open("/health", call -> Json.answer(200, Json.object().put("status", "up"))),
                Endpoint.open("/ready", call -> ready()),
                Endpoint.get("/metrics", call -> Response.of(200, PROMETHEUS_TYPE, metrics.prometheus())),
                Endpoint.get("/metrics.json", call -> Response.of(200, Json.TYPE, metrics.json())),
                Endpoint.get("/admin/v1/cluster", call -> cluster()),
                Endpoint.get("/admin/v1/services", call -> services()),
                Endpoint.get("/admin/v1/openapi.json", call -> Response.of(200, Json.TYPE, openApi)));
    }

    private Response ready() {
        Readiness readiness = cluster.readiness();
        NodeState state = cluster.nodes().stream().filter(node -> node.identity().name().equals(cluster.nodeName())).map(NodeStatus::state)
                .findFirst().orElse(NodeState.STARTING);
        boolean ready = readiness.ready() && state != NodeState.DRAINING;
        ObjectNode json = Json.object().put("status", ready ? "ready" : name(state));
        putRevision(json, cluster.served().map(Revision::number).orElse(0L));
        if (!ready) {
            json.put("reason", readiness.ready() ? "this node is draining" : readiness.waitingFor());
        }
        return Json.answer(ready ? 200 : 503, json);
    }

    private Response cluster() {
        ObjectNode json = Json.object().put("cluster", cluster.clusterName());
        putRevision(json, revisions.current().map(Revision::number).orElse(0L));
        ArrayNode members = JsonNodeFactory.instance.arrayNode();
        for (NodeStatus node : cluster.nodes()) {
            NodeIdentity identity = node.identity();
            ObjectNode entry = Json.object().put("name", identity.name()).put("zone", identity.zone()).put("address", identity.address())
                    .put("state", name(node.state()));
            putRevision(entry, node.revision());
            entry.put("version", identity.version())
                    .put("uptime_s", Math.max(0, Duration.between(identity.started(), clock.instant()).toSeconds()));
            if (!node.problem().isEmpty()) {
                entry.put("problem", node.problem());
            }
            members.add(entry);
        }
        json.set("members", members);
        return Json.answer(200, json);
    }

    private Response services() {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (ServiceView service : services.get()) {
            ArrayNode instances = JsonNodeFactory.instance.arrayNode();
            service.instances().forEach(instance -> instances.add(json(instance)));
            ObjectNode entry = Json.object().put("name", service.name()).put("load_balancer", service.loadBalancer())
                    .put("discovery", service.discovery()).put("known_at", service.knownAt() == null ? null : service.knownAt().toString())
                    .put("trouble", service.trouble()).put("breaker", service.breaker().state())
                    .put("breaker_forced", service.breaker().forced()).put("in_flight", service.inFlight());
            service.watchers().forEach(entry.putArray("watched_by")::add);
            entry.set("instances", instances);
            list.add(entry);
        }
        return Json.answer(200, Json.object().set("services", list));
    }

    private static ObjectNode json(ServiceView.InstanceView instance) {
        String health = instance.isEjected() ? "ejected" : instance.health().name().toLowerCase(Locale.ROOT);
        ObjectNode json = Json.object().put("address", instance.address()).put("resolved", instance.resolved()).put("zone", instance.zone())
                .put("weight", instance.weight()).put("source", instance.source()).put("health", health)
                .put("in_flight", instance.inFlight())
                .put("in_flight_elsewhere", Math.round(instance.inFlightElsewhere() * 100) / 100.0)
                .put("latency_ms", instance.latency().toNanos() / 10_000 / 100.0).put("trouble", instance.trouble())
                .put("ejected_by", instance.ejectedBy()).put("slow_start", instance.slowStart());
        instance.probers().forEach(json.putArray("probed_by")::add);
        return json;
    }

    private static void putRevision(ObjectNode json, long revision) {
        json.put("revision", revision == 0 ? null : revision);
    }

    private static String name(NodeState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
