package io.gridgate.service.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DutiesTest {

    private static final List<String> FOUR = List.of("gw-1", "gw-2", "gw-3", "gw-4");
    private static final List<String> PIECES = IntStream.range(0, 2_000).mapToObj(i -> "product/10.0.0." + i % 250 + ":" + i).toList();

    private static Duties of(String self, List<String> nodes) {
        return new Duties(self, nodes);
    }

    @Test
    void everyNodeNamesTheSameTwo() {
        assertThat(PIECES).allSatisfy(piece -> {
            List<String> holders = of("gw-1", FOUR).holders(piece);
            assertThat(holders).hasSize(2).doesNotHaveDuplicates();
            assertThat(FOUR).allSatisfy(node -> {
                assertThat(of(node, FOUR).holders(piece)).isEqualTo(holders);
                assertThat(of(node, FOUR).isMine(piece)).isEqualTo(holders.contains(node));
            });
        });
    }

    @Test
    void thePiecesAreSpreadEvenly() {
        assertThat(FOUR).allSatisfy(node -> assertThat(PIECES.stream().filter(of(node, FOUR)::isMine)).hasSizeBetween(850, 1_150));
    }

    @Test
    void aNodeThatGoesMovesItsOwnPiecesOnly() {
        List<String> three = List.of("gw-1", "gw-2", "gw-4");
        assertThat(PIECES).allSatisfy(piece -> {
            List<String> stay = new ArrayList<>(of("gw-1", FOUR).holders(piece));
            stay.remove("gw-3");
            assertThat(of("gw-1", three).holders(piece)).containsAll(stay);
        });
    }

    @Test
    void ofOneOrTwoNodesEachDoesEverything() {
        assertThat(Duties.alone("gw-1").isMine("a")).isTrue();
        assertThat(Duties.alone("gw-1").holders("a")).containsExactly("gw-1");
        assertThat(PIECES).allMatch(of("gw-2", List.of("gw-1", "gw-2"))::isMine);
    }
}
