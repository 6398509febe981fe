package io.gridgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that need no cluster: validate and test, and run where a document is wrong. */
final class DocumentCommandsTest {

    private static final String GOOD = """
            services:
              user-service: {instances: [10.0.1.1:8080]}
            routes:
              - {id: users, path: /users/**, service: user-service}
            tests:
              - request: {method: GET, path: /users/7}
                expect: {route: users, service: user-service, verdict: forward}
            """;

    private static final String WRONG = """
            services:
              user-service: {instances: [10.0.1.1:8080], load_balancr: weighted}
            routes:
              - {path: /users/**, service: user-servce}
            """;

    @TempDir Path directory;

    @Test
    void validDocumentIsCounted() throws Exception {
        Path file = file("gateway.yaml", GOOD);

        assertThat(CommandRun.of("validate", file.toString())).isEqualTo(new CommandRun(0, file + ": valid (1 service, 1 route)\n", ""));
    }

    @Test
    void directoryIsOneDocument() throws Exception {
        var _ = file("a.yaml", "services: {user-service: {instances: [10.0.1.1:8080]}}\n");
        var _ = file("b.yaml", "routes: [{path: /users/**, service: user-service}]\n");

        assertThat(CommandRun.of("validate", directory.toString()).out()).isEqualTo(directory + ": valid (1 service, 1 route)\n");
    }

    @Test
    void everyProblemIsALineOnStderr() throws Exception {
        Path file = file("gateway.yaml", WRONG);

        CommandRun run = CommandRun.of("validate", file.toString());

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).satisfiesExactly(
                line -> assertThat(line).startsWith(file + ":2:46: services.user-service.load_balancr: ")
                        .contains("did you mean \"load_balancer\""),
                line -> assertThat(line).startsWith(file + ":4:").contains("routes[0].service: ", "did you mean \"user-service\""));
    }

    @Test
    void problemsAreAListForPrograms() throws Exception {
        Path file = file("gateway.yaml", "rutes: []\n");

        CommandRun run = CommandRun.of("validate", file.toString(), "--output", "json");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .startsWith("{\n  \"problems\": [\n    {\n      \"file\": \"" + file + "\",\n      \"line\": 1,\n      \"column\": 1,\n");
        assertThat(CommandRun.of("validate", file("good.yaml", GOOD).toString(), "-o", "yaml").out()).isEqualTo("problems: []\n");
    }

    @Test
    void nodeDocumentIsCheckedWithoutANode() throws Exception {
        Path file = file("node.yaml", "node: {name: gw-7}\ncluster: {name: shop}\n");

        assertThat(CommandRun.of("validate", "--node", file.toString()))
                .isEqualTo(new CommandRun(0, file + ": valid (node gw-7 of cluster shop)\n", ""));
    }

    @Test
    void everyProblemOfANodeDocumentIsALineOnStderr() throws Exception {
        Path file = file("node.yaml", "listeners: {http: {prot: 80}}\nlimits: {idle: 5}\nnode: {name: \"${ENV:GRIDGATE_NOT_THERE}\"}\n");

        CommandRun run = CommandRun.of("validate", "--node", file.toString());

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).satisfiesExactly(
                line -> assertThat(line).startsWith(file + ":1:20: listeners.http.prot: ").contains("did you mean \"port\""),
                line -> assertThat(line).startsWith(file + ":2:16: limits.idle: "),
                line -> assertThat(line).startsWith(file + ":3:").contains("node.name: ", "GRIDGATE_NOT_THERE is not set"));
        assertThat(CommandRun.of("validate", "--node", "-o", "json", file.toString()).out()).contains("\"path\": \"limits.idle\"");
    }

    @Test
    void nodeDocumentOfAnotherMachineKeepsItsReferences() throws Exception {
        Path file = file("node.yaml", """
                node: {name: "${ENV:GRIDGATE_NOT_THERE}"}
                listeners: {http: {port: "${ENV:GRIDGATE_NOT_THERE}"}, admin: {bind: "${ENV:GRIDGATE_NOT_THERE}"}}
                cluster: {bind: "${ENV:GRIDGATE_NOT_THERE}", members: [10.0.0.1:5701]}
                """);

        assertThat(CommandRun.of("validate", "--node", "--skip-references", file.toString()))
                .isEqualTo(new CommandRun(0, file + ": valid (node ${ENV:GRIDGATE_NOT_THERE} of cluster gridgate)\n", ""));
    }

    @Test
    void runSaysWhatIsWrongWithBothDocumentsAtOnce() throws Exception {
        Path node = file("node.yaml", "limits: {idle: 5}\n");
        Path gateway = file("gateway.yaml", WRONG);

        CommandRun both = CommandRun.of("run", "--node", node.toString(), "--gateway", gateway.toString());
        CommandRun missing = CommandRun.of("run", "--node", node.toString(), "--gateway", directory.resolve("nowhere").toString());

        assertThat(both.status()).isEqualTo(1);
        assertThat(both.err().lines()).hasSize(3).first().asString().startsWith(node + ":1:16: limits.idle: ");
        assertThat(missing.status()).isEqualTo(1);
        assertThat(missing.err().lines()).satisfiesExactly(line -> assertThat(line).startsWith(node + ":1:16: limits.idle: "),
                line -> assertThat(line).endsWith("nowhere: no such file"));
    }

    @Test
    void missingFileIsOneLine() {
        assertThat(CommandRun.of("validate", "nowhere/gateway.yaml"))
                .isEqualTo(new CommandRun(1, "", "gridgate validate: nowhere/gateway.yaml: no such file\n"));
    }

    @Test
    void passedTestsAreATable() throws Exception {
        assertThat(CommandRun.of("test", file("gateway.yaml", GOOD).toString())).isEqualTo(new CommandRun(0, """
                TEST    REQUEST       VERDICT  ROUTE  SERVICE       DIFFERENCE
                passed  GET /users/7  forward  users  user-service
                1 of 1 test passed
                """, ""));
    }

    @Test
    void failedTestIsStatus1AndSaysWhatWasFound() throws Exception {
        Path file = file("gateway.yaml", GOOD.replace("path: /users/7}", "path: /nowhere}"));

        CommandRun run = CommandRun.of("test", file.toString());

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).contains("FAILED  GET /nowhere  404",
                "verdict: expected forward, found 404; route: expected users, found none",
                "0 of 1 test passed");
        assertThat(CommandRun.coloured("test", file.toString()).out()).contains("\033[31mFAILED\033[0m");
        assertThat(CommandRun.of("test", file.toString(), "-o", "yaml").out()).startsWith("""
                passed: 0
                failed: 1
                tests:
                  - method: GET
                    path: /nowhere
                    passed: false
                    verdict: "404"
                    route: null
                    services: []
                    differences:
                      - "verdict: expected forward, found 404"
                """);
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }
}
