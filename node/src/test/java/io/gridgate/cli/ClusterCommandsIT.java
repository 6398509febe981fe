package io.gridgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.cli.ScriptedAdmin.Asked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that call the admin API of a cluster: apply, diff, revisions, rollback and status. */
final class ClusterCommandsIT {

    private static final String DOCUMENT = """
            services:
              user-service: {instances: [10.0.1.1:8080]}
            routes:
              - {id: users, path: /users/**, service: user-service}
            """;

    @TempDir Path directory;
    private ScriptedAdmin admin;

    @BeforeEach
    void start() throws IOException {
        admin = new ScriptedAdmin();
    }

    @AfterEach
    void stop() {
        admin.close();
    }

    @Test
    void applySendsTheNamedFileAndPrintsEachNode() throws Exception {
        admin.on("PUT /admin/v1/config", 200, "{\"revision\":7,\"nodes\":{\"gw-1\":7,\"gw-2\":7}}");

        CommandRun run = run("apply", file(DOCUMENT), "--message", "more users", "--author", "ada", "--if-match", "6", "--force");

        assertThat(run).isEqualTo(new CommandRun(0, """
                revision 7 is served by 2 nodes
                NODE  REVISION
                gw-1  7
                gw-2  7
                """, ""));
        Asked asked = admin.lastAsked();
        assertThat(asked.target()).isEqualTo("/admin/v1/config?author=ada&message=more+users&force=true");
        assertThat(asked.ifMatch()).isEqualTo("\"6\"");
        assertThat(asked.body()).startsWith("{\"files\":[{\"name\":\"gateway.yaml\",\"text\":\"services:\\n");
    }

    @Test
    void resultHasEachForm() throws Exception {
        admin.on("PUT /admin/v1/config", 200, "{\"revision\":7,\"nodes\":{\"gw-1\":7}}");

        assertThat(run("apply", file(DOCUMENT), "-o", "json").out()).isEqualTo("""
                {
                  "revision": 7,
                  "nodes": {
                    "gw-1": 7
                  }
                }
                """);
        assertThat(run("apply", file(DOCUMENT), "-o", "YAML").out()).isEqualTo("revision: 7\nnodes:\n  gw-1: 7\n");
    }

    @Test
    void refusedDocumentNamesEachPlaceAsItWasTyped() throws Exception {
        admin.on("PUT /admin/v1/config", 422, """
                {"problems":[{"file":"gateway.yaml","line":14,"column":7,"path":"routes[2].service","message":"no service \\"user-svc\\""},
                {"file":"gateway.yaml","line":1,"column":1,"path":"","message":"no such key file","node":"gw-3"}]}""");

        String file = file(DOCUMENT);
        CommandRun run = run("apply", file);

        assertThat(run).isEqualTo(new CommandRun(1, "", file + ":14:7: routes[2].service: no service \"user-svc\"\n"
                + file + ":1:1: no such key file (refused by gw-3)\n"));
    }

    @Test
    void otherRefusalsAreOneLine() throws Exception {
        String file = file(DOCUMENT);
        admin.on("PUT /admin/v1/config", 412, "{\"error\":{\"code\":\"PRECONDITION_FAILED\",\"message\":\"the current revision is 8\"}}");
        assertThat(run("apply", file, "--if-match", "6")).isEqualTo(new CommandRun(1, "",
                "gridgate apply: the current revision is 8 (precondition failed, 412 from " + admin.url() + ")\n"));

        admin.on("PUT /admin/v1/config", 504, "{\"revision\":7,\"pending\":[\"gw-2\",\"gw-3\"],\"committed\":true}");
        assertThat(run("apply", file).err()).isEqualTo(
                "gridgate apply: revision 7 was made, but gw-2, gw-3 did not answer in time; they follow when they can\n");
        admin.on("PUT /admin/v1/config", 504, "{\"revision\":6,\"pending\":[\"gw-3\"],\"committed\":false}");
        assertThat(run("apply", file).err()).isEqualTo("gridgate apply: gw-3 did not answer in time; nothing changed\n");
    }

    @Test
    void rollbackPostsAndPrintsLikeApply() {
        admin.on("POST /admin/v1/config/rollback/3", 200, "{\"revision\":8,\"nodes\":{\"gw-1\":8}}");

        assertThat(run("rollback", "3", "--author", "ada").out()).startsWith("revision 8 is served by 1 node\n");
        assertThat(admin.lastAsked().target()).isEqualTo("/admin/v1/config/rollback/3?author=ada");
    }

    @Test
    void revisionsAreATable() {
        admin.on("GET /admin/v1/config/revisions", 200, """
                {"revisions":[{"revision":2,"created":"2026-01-02T03:04:05.678Z","author":"ada","sha256":"0123456789abcdef","message":"more\\nusers"},
                {"revision":1,"created":"2026-01-01T03:04:05Z","author":"bob","sha256":"fedcba9876543210","message":""}]}""");

        assertThat(run("revisions").out()).isEqualTo("""
                REVISION  CREATED               AUTHOR  SHA256        MESSAGE
                2         2026-01-02T03:04:05Z  ada     0123456789ab  more users
                1         2026-01-01T03:04:05Z  bob     fedcba987654
                """);
    }

    @Test
    void eventsAreALineEachAndGoOnAfterTheLast() {
        admin.on("GET /admin/v1/events", 200, """
                retry: 1000

                id: gw-1.a.1@gw-1
                event: node_left
                data: {"id":"gw-1.a.1","at":"2026-01-02T03:04:05.678Z","node":"gw-1","type":"node_left","member":"gw-3","members":2}

                :

                id: gw-1.a.2@gw-1
                event: revision_served
                data: {"id":"gw-1.a.2","at":"2026-01-02T03:04:06Z","node":"gw-1","type":"revision_served","service":"s","message":"why = \\n so","author":""}

                event: node_left
                data: {"cut":"short"
                """);

        CommandRun run = run("events", "--once", "--type", "node_left,revision_served", "--service", "s", "--recent", "2");

        assertThat(run).isEqualTo(new CommandRun(0, """
                2026-01-02T03:04:05.678Z gw-1 node_left member=gw-3 members=2
                2026-01-02T03:04:06Z gw-1 revision_served s message="why = \\n so"
                """, ""));
        assertThat(admin.lastAsked().target()).isEqualTo("/admin/v1/events?recent=2&type=node_left%2Crevision_served&service=s");
        assertThat(run("events", "--once", "-o", "json").out()).startsWith("{\"id\":\"gw-1.a.1\",").hasLineCount(2);
        assertThat(run("events", "--once", "-o", "yaml").out()).startsWith("---\nid: gw-1.a.1\n");
    }

    @Test
    void eventsThatAreRefusedAreOneLine() {
        admin.on("GET /admin/v1/events", 503, "{\"error\":{\"code\":\"OVERLOADED\",\"message\":\"too many readers\"}}");

        assertThat(run("events")).isEqualTo(
                new CommandRun(1, "", "gridgate events: too many readers (overloaded, 503 from " + admin.url() + ")\n"));
    }

    @Test
    void statusShowsMembersAndServices() {
        scriptStatus();

        assertThat(run("status")).isEqualTo(new CommandRun(0, """
                cluster gridgate, revision 7, 2 members

                NODE  ZONE  ADDRESS        STATE     REVISION  VERSION  UP
                gw-1  a     10.0.0.1:5701  serving   7         0.1.0    1h 1m
                gw-2  b     10.0.0.2:5701  starting  -         0.1.0    5s

                SERVICE        BALANCER       BREAKER        INSTANCE       ZONE  WEIGHT  HEALTH   IN FLIGHT
                user-service   round_robin    off            10.0.1.1:8080  a     1       healthy  2
                order-service  least_request  open (forced)  none
                """, "warning: order-service: consul: connection refused\nwarning: the document expects 3 nodes, 2 are there\n"));
        assertThat(CommandRun.coloured("status", "--admin", admin.url()).out()).contains("\033[32mserving\033[0m", "\033[31mnone\033[0m");
        assertThat(run("status", "-o", "yaml").out()).startsWith("""
                cluster: gridgate
                revision: 7
                members:
                  - name: gw-1
                    zone: a
                    address: "10.0.0.1:5701"
                    state: serving
                """);
    }

    @Test
    void diffIsByMeaning() throws Exception {
        admin.on("GET /admin/v1/config", 200, "{\"files\":[{\"name\":\"gateway.yaml\",\"text\":\""
                + DOCUMENT.replace("\n", "\\n") + "\"}]}");

        assertThat(run("diff", file("# only a comment\n" + DOCUMENT))).isEqualTo(new CommandRun(0, "no difference to revision 7\n", ""));
        String other = file(
                DOCUMENT.replace("/users/**", "/people/**").replace("user-service: {", "b: {instances: [10.0.1.9:80]}\n  user-service: {"));
        CommandRun diff = run("diff", other);
        assertThat(diff.status()).isZero();
        assertThat(diff.out()).contains("+ service b\n", "~ route users: path: /users/** -> /people/**\n");
        assertThat(run("diff", other, "--exit-code").status()).isEqualTo(1);
        assertThat(run("diff", other, "-o", "json").out()).startsWith("{\n  \"revision\": 7,\n  \"changes\": [\n");
    }

    @Test
    void diffToNothingShowsEverything() throws Exception {
        assertThat(run("diff", file(DOCUMENT)).out()).isEqualTo("+ service user-service\n+ route users\n");
    }

    @Test
    void tokenIsSentAndKeptOutOfErrors() throws Exception {
        Path token = Files.writeString(directory.resolve("token"), "s3cret\n");
        admin.on("GET /admin/v1/config/revisions", 401,
                "{\"error\":{\"code\":\"UNAUTHENTICATED\",\"message\":\"the admin API asks for a bearer token\"}}");

        CommandRun run = run("revisions", "--token-file", token.toString());

        assertThat(admin.lastAsked().authorization()).isEqualTo("Bearer s3cret");
        assertThat(run.err())
                .isEqualTo("gridgate revisions: the admin API asks for a bearer token (unauthenticated, 401 from " + admin.url() + ")\n");
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void nothingThereIsOneLine() {
        String url = admin.url();
        admin.close();

        assertThat(CommandRun.of("status", "--admin", url)).isEqualTo(new CommandRun(1, "",
                "gridgate status: no node answers at " + url + " (connection refused); --admin names another\n"));
    }

    private void scriptStatus() {
        admin.on("GET /admin/v1/cluster", 200, """
                {"cluster":"gridgate","revision":7,"members":[{"name":"gw-1","zone":"a","address":"10.0.0.1:5701","state":"serving","revision":7,
                "version":"0.1.0","uptime_s":3672},{"name":"gw-2","zone":"b","address":"10.0.0.2:5701","state":"starting","revision":null,
                "version":"0.1.0","uptime_s":5}]}""");
        admin.on("GET /admin/v1/services", 200, """
                {"services":[{"name":"user-service","load_balancer":"round_robin","breaker":"off","trouble":null,"instances":[{"address":"10.0.1.1:8080","zone":"a",
                "weight":1,"health":"healthy","in_flight":2}]},{"name":"order-service","load_balancer":"least_request","breaker":"open",
                "breaker_forced":true,"trouble":"consul: connection refused","instances":[]}]}""");
        admin.on("GET /admin/v1/config", 200, "{\"files\":[{\"name\":\"g.yaml\",\"text\":\"deployment: {replicas: 3}\"}]}");
    }

    private CommandRun run(String command, String... args) {
        String[] all = new String[args.length + 3];
        all[0] = command;
        all[1] = "--admin";
        all[2] = admin.url();
        System.arraycopy(args, 0, all, 3, args.length);
        return CommandRun.of(all);
    }

    private String file(String text) throws IOException {
        return Files.writeString(directory.resolve("gateway.yaml"), text).toString();
    }
}
