package io.gridgate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridgate.config.gateway.GatewayDocument;
import io.gridgate.config.source.GatewaySource;
import io.gridgate.config.source.ReferenceResolver;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What two documents say differently. */
class DocumentDiffTest {

    private static final String BEFORE = """
            services:
              a: {instances: [127.0.0.1:1]}
              b: {instances: [127.0.0.1:2], timeouts: {total: 5s}}
            routes:
              - {path: /a/**, service: a, id: a, methods: [GET, PUT]}
              - {path: /b/**, service: b, id: b}
            """;

    @Test
    void defaultsOrderAndLongFormsAreNoDifference() {
        assertThat(diff(BEFORE, """
                routes:
                  - {path: /b/**, service: b, id: b, timeouts: {}, websocket: false, auth: }
                  - {path: /a/**, service: a, id: a, methods: [PUT, GET]}
                b: {instances: [{address: 127.0.0.1:2, weight: 1}], timeouts: {total: 5000ms, connect: 2s}, load_balancer: {type: round_robin}}
                services:
                  a:
                    instances: ["127.0.0.1:1"]
                    retries: {attempts: 2, on: [reset, 504, 503, 502, connect_failure], budget: 20%}
                versioning: {by: header}
                deployment: {strategy: {type: RollingUpdate}}
                """).changes()).isEmpty();
    }

    @Test
    void changesAreToldByPartAndKey() {
        DocumentDiff diff = diff(BEFORE, """
                services:
                  b: {instances: [127.0.0.1:2, 127.0.0.1:3], retries: {attempts: 0}}
                  c: {instances: [127.0.0.1:4], tls: {enabled: true}}
                routes:
                  - {path: /b/**, service: c, id: b, limits: {body: 10MB}}
                  - {path: /new, respond: {status: 204}}
                versioning: {default: v1}
                """);

        assertThat(diff.toString()).isEqualTo("""
                - service a
                ~ service b: instances: [127.0.0.1:2] -> [127.0.0.1:2, 127.0.0.1:3]
                ~ service b: timeouts.total: 5s (no longer set)
                ~ service b: retries.attempts: 0 (was not set)
                + service c
                - route a
                ~ route b: service: b -> c
                ~ route b: limits.body: 10MB (was not set)
                + route /new
                ~ versioning: versioning.default: v1 (was not set)""");
        assertThat(diff.asList().get(1)).containsEntry("kind", "changed").containsEntry("what", "service").containsEntry("name", "b");
    }

    @Test
    void referencesAreComparedAsTheyAreWrittenAndNeedNoValue() {
        String before = "services: {a: {instances: [127.0.0.1:1], tls: {server_name: \"${ENV:NAME}\"}}}";

        assertThat(diff(before, before).isEmpty()).isTrue();
        assertThat(diff(before, before.replace("NAME", "OTHER")).toString())
                .isEqualTo("~ service a: tls.server_name: ${ENV:NAME} -> ${ENV:OTHER}");
    }

    @Test
    void refusedDocumentHasNoDifference() {
        assertThatThrownBy(() -> diff(BEFORE, "routez: []")).isInstanceOf(ConfigException.class).hasMessageContaining("routez");
    }

    @Test
    void exampleDiffersFromNothingByItsParts() {
        assertThat(diff("{}", BEFORE).changes()).extracting(DocumentDiff.Change::kind, DocumentDiff.Change::name)
                .isEqualTo(List.of(org.assertj.core.groups.Tuple.tuple(DocumentDiff.Kind.ADDED, "a"),
                        org.assertj.core.groups.Tuple.tuple(DocumentDiff.Kind.ADDED, "b"),
                        org.assertj.core.groups.Tuple.tuple(DocumentDiff.Kind.ADDED, "a"),
                        org.assertj.core.groups.Tuple.tuple(DocumentDiff.Kind.ADDED, "b")));
    }

    private static DocumentDiff diff(String before, String after) {
        return DocumentDiff.between(document("before.yaml", before), document("after.yaml", after));
    }

    private static GatewayDocument document(String name, String text) {
        return GatewayReader.read(GatewaySource.of(name, text), ReferenceResolver.keep()).orElseThrow();
    }
}
