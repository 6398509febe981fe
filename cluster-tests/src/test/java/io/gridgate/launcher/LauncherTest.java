package io.gridgate.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gridgate.launcher.LaunchSite.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher finds a JDK, builds when it must, and becomes the JVM. */
final class LauncherTest {

    @TempDir Path folder;

    private LaunchSite site;

    @BeforeEach
    void layOut() throws IOException {
        site = LaunchSite.in(folder);
    }

    @Test
    void becomesTheJvmAndKeepsArgumentsStatusAndFolder() throws Exception {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));

        Outcome outcome = site.launch(elsewhere, site.root().resolve("gridgate"), Map.of("JAVA_STATUS", "2"), "validate", "a b.yaml", "");

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.out()).startsWith("pid " + outcome.pid(), elsewhere.toString());
        assertThat(outcome.out()).endsWith("io.gridgate.cli.Gridgate", "validate", "a b.yaml", "");
    }

    @Test
    void buildsOnceUntilASourceChanges() throws Exception {
        site.launch("status");
        Outcome second = site.launch("status");
        assertThat(site.builds()).isEqualTo(1);
        assertThat(second.err()).isEmpty();

        site.changeSource();
        site.launch("status");

        assertThat(site.builds()).isEqualTo(2);
    }

    @Test
    void buildIsWholeAndApartFromEarlierOnes() throws Exception {
        String first = classPath(site.launch("status"));
        site.changeSource();

        String second = classPath(site.launch("status"));

        assertThat(second).isNotEqualTo(first);
        assertThat(Path.of(first)).exists();
        assertThat(Path.of(second)).exists().hasSameTextualContentAs(Path.of(first));
        assertThat(Path.of(second).resolveSibling("lib/some.jar")).exists();
    }

    @Test
    void oldBuildsAreRemovedOnceNobodyRunsThem() throws Exception {
        for (int build = 0; build < 4; build++) {
            site.launch("status");
            site.changeSource();
        }

        assertThat(buildFolders()).hasSize(2);
    }

    @Test
    void twoLaunchesAtOnceBuildOnce() throws Exception {
        Path launcher = site.root().resolve("gridgate");
        List<Process> both = List.of(site.start(folder, launcher, Map.of(), "status"), site.start(folder, launcher, Map.of(), "status"));

        for (Process process : both) {
            assertThat(LaunchSite.outcome(process).status()).isZero();
        }
        assertThat(site.builds()).isEqualTo(1);
    }

    @Test
    void failedBuildSaysWhyAndLeavesNothing() throws Exception {
        site.mavenFails();

        Outcome outcome = site.launch("status");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).anyMatch(line -> line.contains("Foo.java:[1,2] nonsense"))
                .anyMatch(line -> line.startsWith("gridgate: the build failed"));
        assertThat(buildFolders()).isEmpty();
    }

    @Test
    void interruptedBuildEndsMaven() throws Exception {
        site.mavenHangs();
        Process launcher = site.start(folder, site.root().resolve("gridgate"), Map.of(), "status");
        Path mavenPid = site.root().resolve("maven");
        await().until(() -> Files.exists(mavenPid));

        launcher.toHandle().destroy();

        assertThat(LaunchSite.outcome(launcher).status()).isEqualTo(143);
        long pid = Long.parseLong(Files.readString(mavenPid).strip());
        await().until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
        assertThat(buildFolders()).isEmpty();
    }

    @Test
    void nodeAndCommandsHaveFlagsOfTheirOwn() throws Exception {
        assertThat(site.launch("run", "--node", "x").out()).anyMatch(line -> line.endsWith("/gridgate.jvmopts"));
        assertThat(site.launch("demo").out()).anyMatch(line -> line.endsWith("/gridgate.jvmopts"));
        assertThat(site.launch("apply", "run").out()).anyMatch(line -> line.endsWith("/command.jvmopts"));
    }

    @Test
    void optionsOfTheUserComeAfterTheFlags() throws Exception {
        Outcome outcome = site.launch(folder, site.root().resolve("gridgate"), Map.of("GRIDGATE_JAVA_OPTS", " -Xmx1g  -Dx=* "), "run");

        assertThat(outcome.out().subList(2, 5)).element(0).asString().startsWith("@").endsWith("/gridgate.jvmopts");
        assertThat(outcome.out()).containsSequence("-Xmx1g", "-Dx=*");
    }

    @Test
    void worksThroughASymbolicLink() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("gg"), site.root().resolve("gridgate"));

        Outcome outcome = site.launch(folder, link, Map.of(), "status");

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).contains("-Dgridgate.home=" + site.root());
    }

    @Test
    void olderJdkIsPassedOver() throws Exception {
        Path older = LaunchSite.jdk(folder.resolve("jdk 17"), "17.0.15");
        Map<String, String> environment = Map.of("JAVA_HOME", older.toString(), "PATH", site.jdk() + "/bin:" + System.getenv("PATH"));

        Outcome outcome = site.launch(folder, site.root().resolve("gridgate"), environment, "status");

        assertThat(outcome.out()).startsWith("pid " + outcome.pid()).contains("status");
    }

    private List<Path> buildFolders() throws IOException {
        try (Stream<Path> entries = Files.list(site.root().resolve(".gridgate"))) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith("build-")).toList();
        }
    }

    private static String classPath(Outcome outcome) {
        return outcome.out().get(outcome.out().indexOf("-cp") + 1);
    }
}
