package io.gridgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridgate.config.source.GatewaySource;
import io.gridgate.config.source.NamedText;
import io.gridgate.config.source.ReferenceResolver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Documents with random damage are accepted or refused with problems; they never make the reader fail. */
class MutatedDocumentsTest {

    private static final int ROUNDS = 1_000;
    private static final List<String> SNIPPETS = List.of("{}", "[]", ": ", "\n", "  ", "null", "true", "-1", "1e9", "\"", "'", "{", "}",
            "[", "]", ",", "*a", "&a ", "!t ",
            "${ENV:X}", "${", "{x}", "/**", "99999999999999999999", "%", "\t", "\u0000", "\ud83d\ude00", "<<: ", "? ", "- ", "|", ">", "#");

    @Test
    void damagedGatewayDocumentNeverMakesTheReaderFail() throws IOException {
        List<String> texts = texts();
        Random random = new Random(20_260_101);
        for (int round = 0; round < ROUNDS; round++) {
            String text = damaged(texts.get(random.nextInt(texts.size())), random);
            for (ReferenceResolver resolver : List.of(ReferenceResolver.of(Map.of()), ReferenceResolver.keep())) {
                Checked<?> checked = GatewayReader.read(GatewaySource.of("gateway.yaml", text), resolver);
                assertThat(checked instanceof Checked.Accepted || !checked.problems().isEmpty()).as(text).isTrue();
            }
        }
    }

    @Test
    void damagedNodeDocumentNeverMakesTheReaderFail() throws IOException {
        String text = Files.readString(GoldenFile.project("config/node.yaml"));
        Random random = new Random(20_260_102);
        for (int round = 0; round < ROUNDS; round++) {
            String damaged = damaged(text, random);
            Checked<?> checked = NodeReader.read(List.of(new NamedText("node.yaml", damaged)),
                    Map.of("GRIDGATE_LISTENERS_HTTP_PORT", damaged));
            assertThat(checked instanceof Checked.Accepted || !checked.problems().isEmpty()).as(damaged).isTrue();
        }
    }

    private static List<String> texts() throws IOException {
        List<String> texts = new ArrayList<>(List.of(Files.readString(GoldenFile.project("config/gateway.yaml"))));
        try (Stream<Path> files = Files.walk(GoldenFile.project("node/src/test/resources/config"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".yaml") || f.toString().endsWith(".json")).sorted().toList()) {
                texts.add(Files.readString(file));
            }
        }
        return texts;
    }

    private static String damaged(String text, Random random) {
        StringBuilder damaged = new StringBuilder(text);
        int edits = 1 + random.nextInt(3);
        for (int i = 0; i < edits; i++) {
            int at = random.nextInt(damaged.length() + 1);
            int end = Math.min(damaged.length(), at + random.nextInt(8));
            switch (random.nextInt(3)) {
                case 0 -> damaged.delete(at, end);
                case 1 -> damaged.insert(at, SNIPPETS.get(random.nextInt(SNIPPETS.size())));
                default -> damaged.replace(at, end, SNIPPETS.get(random.nextInt(SNIPPETS.size())));
            }
        }
        return damaged.toString();
    }
}
