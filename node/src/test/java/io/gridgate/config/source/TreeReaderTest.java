package io.gridgate.config.source;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Texts as trees, and the texts that become none. */
class TreeReaderTest {

    private final Problems problems = new Problems();

    @Test
    void everyNodeKnowsItsPlace() {
        Tree.Mapping map = (Tree.Mapping) requireNonNull(read("a:\n  - b: 1\n    \u00e4\u00f6: [x, 'y']\n"));

        Tree.Mapping item = (Tree.Mapping) ((Tree.Sequence) map.entries().getFirst().value()).items().getFirst();
        assertThat(item.entries().get(1).mark()).isEqualTo(new Mark("t.yaml", 3, 5));
        assertThat(((Tree.Sequence) item.entries().get(1).value()).items().get(1))
                .isEqualTo(new Tree.Scalar(new Mark("t.yaml", 3, 13), "y", false));
    }

    @Test
    void minifiedJsonIsRead() {
        Tree.Mapping tree = (Tree.Mapping) requireNonNull(
                read("{\"a\":{\"b\":[1,2,{\"c\":\"d:e\"}]},\"f\":\"\\ud83d\\ude00\\/\",\"g\":null,\"h\":true}"));

        assertThat(problems.sorted()).isEmpty();
        assertThat(((Tree.Scalar) requireNonNull(tree.find("f"))).text()).isEqualTo("\ud83d\ude00/");
        assertThat(((Tree.Scalar) requireNonNull(tree.find("g"))).isNull()).isTrue();
    }

    @Test
    void tabsMayIndentJsonAndStayInQuotedText() {
        Tree.Mapping tree = (Tree.Mapping) requireNonNull(
                read("{\n\t\"a\":\t1,\t\"b\": [\t2\t,\n\t\t3 ],\n\t'c': 'x\ty',\t\"d\": \"x\ty\"\t}"));

        assertThat(problems.sorted()).isEmpty();
        assertThat(tree.entries()).hasSize(4);
        assertThat(((Tree.Scalar) requireNonNull(tree.find("c"))).text()).isEqualTo("x\ty");
        assertThat(((Tree.Scalar) requireNonNull(tree.find("d"))).text()).isEqualTo("x\ty");
    }

    @Test
    void surrogatePairsMayStandAnywhere() {
        for (int before = 1_000; before < 1_050; before++) {
            assertThat(read("a: " + "x".repeat(before) + "\ud83d\ude00 y")).isNotNull();
        }
        assertThat(problems.sorted()).isEmpty();
    }

    @Test
    void aliasStandsForItsAnchor() {
        Tree.Mapping map = (Tree.Mapping) requireNonNull(read("a: &x {b: 1}\nc: *x"));

        assertThat(map.find("c")).isEqualTo(map.find("a"));
    }

    @Test
    void depthIsBounded() {
        assertThat(read("[".repeat(100_000))).isNull();

        assertThat(problems.sorted()).singleElement().asString().isEqualTo("t.yaml:1:65: nested deeper than 64 levels");
    }

    @Test
    void depthBehindAliasesIsBounded() {
        StringBuilder text = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 100; i++) {
            text.append("a").append(i).append(": &a").append(i).append(" [*a").append(i - 1).append("]\n");
        }

        assertThat(read(text.toString())).isNull();
        assertThat(problems.sorted()).singleElement().asString().contains("nested deeper than 64 levels");
    }

    @Test
    void anchorInsideItselfIsRefused() {
        assertThat(read("a: &a [*a]")).isNull();

        assertThat(problems.sorted()).singleElement().asString().contains("t.yaml:1:8: alias *a names no anchor before it");
    }

    @Test
    void secondDocumentTagsAndOddKeysAreRefused() {
        read("a: 1\n---\nb: 2");
        read("a: !!binary aGk=");
        read("? [a, b]\n: c");
        read("a: !custom {b: c}");

        assertThat(problems.sorted()).extracting(Problem::message).containsExactlyInAnyOrder(
                "a second document in one file (expected: one)",
                "a tag (tag:yaml.org,2002:binary) is not supported", "a key that is a list (expected: a text)",
                "a tag (!custom) is not supported");
    }

    @Test
    void emptyTextIsNoTreeAndNoProblem() {
        assertThat(read("# nothing\n")).isNull();
        assertThat(problems.sorted()).isEmpty();
        assertThat(DocumentTree.read(List.of(new NamedText("t.yaml", "")), problems)).isNotNull();
    }

    @Test
    void manyProblemsAreCountedAndNotKept() {
        assertThat(read("a: 1\n".repeat(2 * Problems.MAX))).isNotNull();

        assertThat(problems.found()).isEqualTo(2 * Problems.MAX - 1);
        assertThat(problems.sorted()).hasSize(Problems.MAX);
    }

    @Test
    void controlCharactersAreAProblemAndNoCrash() {
        assertThat(read("a: \u0000")).isNull();
        assertThat(problems.sorted()).hasSize(1);
    }

    private @Nullable Tree read(String text) {
        return TreeReader.read(new NamedText("t.yaml", text), Places.KEPT, problems);
    }
}
