package io.gridgate.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.config.node.ListenersConfig;
import io.gridgate.config.node.ListenersConfig.Certificate;
import io.gridgate.config.node.NodeDocument;
import io.gridgate.config.source.NamedText;
import io.gridgate.config.source.Problem;
import io.gridgate.config.value.Cidr;
import io.gridgate.config.value.HostPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Reading the node document: a file, and the environment above it. */
class NodeReaderTest {

    @Test
    void everyKeyHasItsDefault() {
        NodeDocument node = NodeReader.read((Path) null, Map.of()).orElseThrow();

        assertThat(node.node().name()).isNotEmpty();
        assertThat(node.node().zone()).isEqualTo("default");
        assertThat(node.node().dataDir()).isEqualTo(Path.of("data"));
        assertThat(node.listeners().http().port()).isEqualTo(8080);
        assertThat(node.listeners().https()).isNull();
        assertThat(node.listeners().admin().bind()).isEqualTo("127.0.0.1");
        assertThat(node.listeners().admin().port()).isEqualTo(9080);
        assertThat(node.cluster().port()).isEqualTo(5701);
        assertThat(node.consul().address()).isEqualTo(new HostPort("127.0.0.1", 8500));
        assertThat(node.workers()).isEqualTo(OptionalInt.empty());
        assertThat(node.drain().red()).isEqualTo(Duration.ofSeconds(5));
        assertThat(node.limits().bodyBytes()).isEqualTo(100_000_000);
        assertThat(node.limits().headersBytes()).isEqualTo(65_536);
        assertThat(node.tracing().sample()).isEqualTo(0.01);
    }

    @Test
    void environmentStandsAboveTheFile() {
        NodeDocument node = read("listeners: {http: {port: 8081, bind: 127.0.0.1}}\nworkers: 4",
                Map.of("GRIDGATE_LISTENERS_HTTP_PORT", "9999",
                        "GRIDGATE_NODE_NAME", "gw-2", "GRIDGATE_CLUSTER_MEMBERS", "10.0.0.1:5701, 10.0.0.2:5701",
                        "GRIDGATE_TRUSTED_PROXIES", "",
                        "GRIDGATE_NODE_DATA_DIR", "/tmp/x", "GRIDGATE_LIMITS_HEADER_TIMEOUT", "3s", "GRIDGATE_JAVA_OPTS", "-Xmx1g", "HOME",
                        "/root"))
                .orElseThrow();

        assertThat(node.listeners().http().port()).isEqualTo(9999);
        assertThat(node.listeners().http().bind()).isEqualTo("127.0.0.1");
        assertThat(node.node().name()).isEqualTo("gw-2");
        assertThat(node.node().dataDir()).isEqualTo(Path.of("/tmp/x"));
        assertThat(node.cluster().members()).containsExactly(new HostPort("10.0.0.1", 5701), new HostPort("10.0.0.2", 5701));
        assertThat(node.limits().headerTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(node.workers()).isEqualTo(OptionalInt.of(4));
        assertThat(node.trustedProxies()).isEmpty();
    }

    @Test
    void environmentSetsAListOfMapsAsYaml() {
        ListenersConfig.Https https = requireNonNull(
                read("", Map.of("GRIDGATE_LISTENERS_HTTPS_CERTIFICATES", "[{cert_file: /c.pem, key_file: /k.pem}]"))
                        .orElseThrow().listeners().https());

        assertThat(https.certificates()).containsExactly(new Certificate(Path.of("/c.pem"), Path.of("/k.pem")));
        assertThat(https.port()).isEqualTo(8443);
    }

    @Test
    void variableThatLooksLikeAKeyIsRefused() {
        assertThat(lines("", Map.of("GRIDGATE_LISTENERS_HTTP_PROT", "1", "GRIDGATE_NODE_NAME", "a b", "GRIDGATE_WORKERS", "many")))
                .containsExactly(
                        "GRIDGATE_LISTENERS_HTTP_PROT:1:1: unknown variable \"GRIDGATE_LISTENERS_HTTP_PROT\" (did you mean \"GRIDGATE_LISTENERS_HTTP_PORT\"?)",
                        "GRIDGATE_NODE_NAME:1:1: node.name: \"a b\" (expected: a name of letters, digits, \".\", \"_\", \"-\", at most 128)",
                        "GRIDGATE_WORKERS:1:1: workers: \"many\" (expected: auto, or a whole number 1-1024)");
    }

    @Test
    void variableDoesNotHideWhatIsWrongInTheFile() {
        assertThat(lines("listeners: {http: 8080}\ncluster:\n", Map.of("GRIDGATE_LISTENERS_HTTP_PORT", "1", "GRIDGATE_CLUSTER_PORT", "2")))
                .containsExactly("node.yaml:1:19: listeners.http: \"8080\" (expected: a map)");
    }

    @Test
    void foreignVariableOnlyWarns() {
        Checked<NodeDocument> checked = read("", Map.of("GRIDGATE_QUX_ZZZ", "1"));

        assertThat(checked).isInstanceOf(Checked.Accepted.class);
        assertThat(checked.problems()).singleElement().asString().isEqualTo("GRIDGATE_QUX_ZZZ:1:1: warning: sets no key");
    }

    @Test
    void adminBeyondLoopbackNeedsTokenAndCertificates() {
        assertThat(lines("listeners: {admin: {bind: 0.0.0.0, token_file: /t}}", Map.of()))
                .containsExactly(
                        "node.yaml:1:27: listeners.admin.bind: 0.0.0.0 is beyond loopback: token_file and certificates are needed");
        assertThat(read("listeners: {admin: {bind: 0.0.0.0, token_file: /t, certificates: [{cert_file: /c, key_file: /k}]}}", Map.of())
                .problems()).isEmpty();
        assertThat(read("listeners: {admin: {bind: \"::1\"}}", Map.of()).problems()).isEmpty();
    }

    @Test
    void membersThatCannotReachThisNodeAreAWarning() {
        assertThat(lines("cluster: {members: [127.0.0.1:5701, 10.0.0.2:5701]}", Map.of()))
                .containsExactly("node.yaml:1:11: cluster.members: warning: "
                        + "10.0.0.2:5701 cannot reach 127.0.0.1: cluster.bind should be this machine's private address");
        assertThat(lines("cluster: {bind: 10.0.0.1, members: [10.0.0.1:5701, 10.0.0.2:5701]}", Map.of())).isEmpty();
        assertThat(lines("cluster: {members: [localhost:5701, \"[::1]:5702\", 127.0.0.2:5701]}", Map.of())).isEmpty();
    }

    @Test
    void problemsOfListenersAreToldTogether() {
        assertThat(lines("""
                listeners:
                  http: {port: 9080}
                  https: {client_auth: require}
                  admin: {port: 70000, bind: example.com}
                cluster: {members: [10.0.0.1], discovery: {consul: {service: gridgate}}}
                tracing: {otlp_endpoint: "http://c:4317"}
                trusted_proxies: [10.0.0.1/8, 10.0.0.0/33]
                """, Map.of())).containsExactly(
                "node.yaml:3:3: listeners.https: key \"certificates\" is missing",
                "node.yaml:4:17: listeners.admin.port: 70000 (expected: a whole number 0-65535)",
                "node.yaml:4:30: listeners.admin.bind: \"example.com\" (expected: a literal address, or localhost)",
                "node.yaml:5:21: cluster.members[0]: \"10.0.0.1\" is not host:port",
                "node.yaml:5:32: cluster.discovery: discovery contradicts members at node.yaml:5:11",
                "node.yaml:6:26: tracing.otlp_endpoint: not supported yet: traces to a collector",
                "node.yaml:7:19: trusted_proxies[0]: \"10.0.0.1/8\" has address bits behind its prefix (expected: 10.0.0.0/8)",
                "node.yaml:7:31: trusted_proxies[1]: \"10.0.0.0/33\": prefix \"33\" is not 0-32");
    }

    @Test
    void missingFileIsAProblem() {
        assertThat(NodeReader.read(Path.of("/nowhere/node.yaml"), Map.of()).problems()).singleElement().asString()
                .startsWith("/nowhere/node.yaml:1:1: cannot be read");
    }

    @Test
    void trustedProxiesAreNetworks() {
        List<Cidr> proxies = read("trusted_proxies: [10.0.0.0/8, 127.0.0.1]", Map.of()).orElseThrow().trustedProxies();

        assertThat(proxies).containsExactly(Cidr.parse("10.0.0.0/8"), Cidr.parse("127.0.0.1/32"));
    }

    private static Checked<NodeDocument> read(String text, Map<String, String> environment) {
        return NodeReader.read(List.of(new NamedText("node.yaml", text)), environment);
    }

    private static List<String> lines(String text, Map<String, String> environment) {
        return read(text, environment).problems().stream().map(Problem::toString).toList();
    }
}
