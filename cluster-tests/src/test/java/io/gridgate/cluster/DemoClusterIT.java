package io.gridgate.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first thing that a newcomer types. Its ports are the documented ones, so they have to be free. */
class DemoClusterIT {
    private static final Pattern CURL_LINE = Pattern.compile("(?m)^curl .*?(http://[^'\\s]+)'?$");

    @TempDir private Path directory;

    @Test
    void theDemosOwnLinesAnswerAndCtrlCLeavesNoProcess() throws Exception {
        // Given
        Path output = directory.resolve("demo.log");
        Process demo = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(),
                "@" + Path.of("..", "node", "src", "main", "jvm", "gridgate.jvmopts"), "-Dgridgate.home=..", "-cp",
                System.getProperty("java.class.path"), "io.gridgate.cli.Gridgate", "demo").redirectErrorStream(true)
                .redirectOutput(output.toFile()).start();
        try {
            await().atMost(Duration.ofSeconds(120)).until(() -> !demo.isAlive() || urls(output).size() == 3);
            assertThat(demo.isAlive()).as(() -> text(output)).isTrue();
            List<ProcessHandle> nodes = demo.descendants().toList();
            assertThat(nodes).hasSize(3);

            // When
            for (String url : urls(output)) {
                HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
                assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode()).as(url).isEqualTo(200);
            }
            assertThat(new ProcessBuilder("kill", "-INT", Long.toString(demo.pid())).start().waitFor()).isZero();

            // Then
            assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(nodes).noneMatch(ProcessHandle::isAlive);
        } finally {
            demo.descendants().forEach(ProcessHandle::destroyForcibly);
            demo.destroyForcibly();
        }
    }

    private static List<String> urls(Path output) {
        return CURL_LINE.matcher(text(output)).results().map(line -> line.group(1)).toList();
    }

    private static String text(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return "";
        }
    }
}
