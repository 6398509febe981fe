package io.gridgate.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.base.Secret;
import io.gridgate.config.shape.Key;
import io.gridgate.config.shape.MapShape;
import io.gridgate.config.shape.Reading;
import io.gridgate.config.shape.Scalars;
import io.gridgate.config.source.DocumentTree;
import io.gridgate.config.source.NamedText;
import io.gridgate.config.source.Places;
import io.gridgate.config.source.Problem;
import io.gridgate.config.source.Problems;
import io.gridgate.config.source.ReferenceResolver;
import io.gridgate.config.source.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** References to the environment and to files, and the secrets they bring. */
class ReferencesTest {

    private record Settings(Secret secret) {}

    private static final Key<Settings, Secret> SECRET = Key.<Settings, Secret>of("secret", Scalars.secret(), Settings::secret, "a secret")
            .required();
    private static final MapShape<Settings> SETTINGS = MapShape.of("settings", "Settings.", List.of(SECRET),
            v -> new Settings(v.get(SECRET)));

    private final Problems problems = new Problems();

    @Test
    void variableAndFileAreFilledInWithoutTheFilesLastNewline(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("secret"), "two\n\n");

        Settings settings = requireNonNull(read("secret: \"${ENV:A}-${FILE:" + file + "}\"", ReferenceResolver.of(Map.of("A", "one"))));

        assertThat(problems.sorted()).isEmpty();
        assertThat(settings.secret().reveal()).isEqualTo("one-two\n");
        assertThat(settings.toString()).doesNotContain("one");
        assertThat(SETTINGS.show(settings)).isEqualTo(Map.of("secret", "***"));
    }

    @Test
    void keptReferencesStayAsTheyAreWritten() {
        Settings settings = requireNonNull(read("secret: ${ENV:A}", ReferenceResolver.keep()));

        assertThat(SETTINGS.show(settings)).isEqualTo(Map.of("secret", "${ENV:A}"));
    }

    @Test
    void whatIsMissingIsToldWithItsPlace() {
        assertThat(read("secret: ${FILE:/nowhere/at/all}", ReferenceResolver.of(Map.of()))).isNull();
        assertThat(read("secret: ${ENV:NOT_SET}", ReferenceResolver.of(Map.of()))).isNull();

        assertThat(problems.sorted()).extracting(Problem::toString).containsExactlyInAnyOrder(
                "x.yaml:1:9: secret: file /nowhere/at/all does not exist on this machine",
                "x.yaml:1:9: secret: environment variable NOT_SET is not set on this machine");
    }

    @Test
    void fileThatIsNoTextOrHasNoEndIsAProblem(@TempDir Path directory) throws IOException {
        Path octets = Files.write(directory.resolve("octets"), new byte[]{(byte) 0xFF});

        assertThat(read("secret: ${FILE:" + octets + "}", ReferenceResolver.of(Map.of()))).isNull();
        assertThat(read("secret: ${FILE:/dev/zero}", ReferenceResolver.of(Map.of()))).isNull();

        assertThat(problems.sorted()).extracting(Problem::toString).containsExactlyInAnyOrder(
                "x.yaml:1:9: secret: file " + octets + " cannot be read on this machine: it is not UTF-8",
                "x.yaml:1:9: secret: file /dev/zero cannot be read on this machine: it is too large (expected: at most 1048576 bytes)");
    }

    private @Nullable Settings read(String text, ReferenceResolver resolver) {
        Tree.Mapping tree = DocumentTree.read(List.of(new NamedText("x.yaml", text)), problems);
        return tree == null ? null : SETTINGS.read(tree, "", new Reading(resolver, Places.KEPT, problems));
    }
}
