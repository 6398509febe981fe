package io.gridgate.launcher;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A copy of the launcher with a source tree of one file, a Maven that only copies, and JDKs that only say how they were called.
 *
 * <p>Thread-safety: immutable, as far as files are.
 *
 * @param root the folder that the launcher lies in
 * @param jdk the stand-in for a JDK 25
 */
record LaunchSite(Path root, Path jdk) {

    private static final int RUN_SECONDS_MAX = 60;

    /** What a launch printed and how it ended. */
    record Outcome(long pid, int status, List<String> out, List<String> err) {}

    /** Lays the copy out in an empty folder. */
    static LaunchSite in(Path folder) throws IOException {
        Path root = folder.resolve("a checkout");
        LaunchSite site = new LaunchSite(root, jdk(folder.resolve("jdk 25"), "25.0.1"));
        Files.createDirectories(root.resolve("node/src/main/jvm"));
        Path launcher = Path.of("..", "gridgate").toAbsolutePath().normalize();
        script(root.resolve("gridgate"), Files.readString(launcher));
        site.mavenSucceeds();
        for (String pom : List.of("pom.xml", "node/pom.xml")) {
            Files.writeString(root.resolve(pom), "<project/>");
        }
        Files.writeString(root.resolve("node/src/main/jvm/gridgate.jvmopts"), "-Dnode\n");
        Files.writeString(root.resolve("node/src/main/jvm/command.jvmopts"), "-Dcommand\n");
        return site;
    }

    /** Makes a stand-in for a JDK of that version, which prints its process id and its arguments, one a line. */
    static Path jdk(Path home, String version) throws IOException {
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(home.resolve("bin/java"), "#!/bin/sh\necho \"pid $$\"\npwd\nprintf '%s\\n' \"$@\"\nexit ${JAVA_STATUS:-0}\n");
        script(home.resolve("bin/javac"), "#!/bin/sh\n");
        return home;
    }

    void mavenSucceeds() throws IOException {
        script(root.resolve("mvnw"), """
                #!/usr/bin/env bash
                echo build >> "$(dirname "$0")/builds"
                for word in "$@"; do
                  case $word in -Dgridgate.target=*) target=${word#*=} ;; esac
                done
                mkdir -p "$target/lib" && echo jar > "$target/gridgate-node.jar" && echo lib > "$target/lib/some.jar"
                """);
    }

    void mavenFails() throws IOException {
        script(root.resolve("mvnw"), "#!/bin/sh\necho '[ERROR] Foo.java:[1,2] nonsense'\nexit 1\n");
    }

    /** Maven says in the file {@code maven} which process it is, and hangs. */
    void mavenHangs() throws IOException {
        script(root.resolve("mvnw"), "#!/bin/sh\necho $$ > maven.new\nmv maven.new maven\nexec tail -f /dev/null\n");
    }

    /** Returns how often Maven was called. */
    int builds() throws IOException {
        Path log = root.resolve("builds");
        return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    }

    /** Adds a source file, which makes the build older than its sources. */
    void changeSource() throws IOException {
        Files.writeString(root.resolve("node/src/main/Foo.java"), "class Foo {}\n", CREATE, APPEND);
    }

    Outcome launch(String... arguments) throws IOException, InterruptedException {
        return launch(root, root.resolve("gridgate"), Map.of(), arguments);
    }

    Outcome launch(Path folder, Path launcher, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        return outcome(start(folder, launcher, environment, arguments));
    }

    Process start(Path folder, Path launcher, Map<String, String> environment, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(launcher.toString());
        builder.command().addAll(List.of(arguments));
        builder.directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("GRIDGATE_"));
        builder.environment().put("JAVA_HOME", jdk.toString());
        builder.environment().putAll(environment);
        return builder.start();
    }

    static Outcome outcome(Process process) throws IOException, InterruptedException {
        if (!process.waitFor(RUN_SECONDS_MAX, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the launcher does not end");
        }
        return new Outcome(process.pid(), process.exitValue(), process.inputReader().readAllLines(), process.errorReader().readAllLines());
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
