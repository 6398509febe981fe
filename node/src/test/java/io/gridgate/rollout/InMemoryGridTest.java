package io.gridgate.rollout;

import java.time.Instant;
import org.junit.jupiter.api.Nested;

final class InMemoryGridTest {

    private static final NodeIdentity NODE = new NodeIdentity("gw-1", "m1", "default", "127.0.0.1:1", "1", Instant.EPOCH);

    private final InMemoryGrid grid = new InMemoryGrid();

    @Nested
    final class Board extends RevisionBoardContract {

        @Override
        protected void reset() {
            grid.forget();
            grid.join(NODE);
        }

        @Override
        protected RevisionBoard board() {
            return grid.board();
        }

        @Override
        protected RevisionBoard otherBoard() {
            return grid.board();
        }

        @Override
        protected String memberId() {
            return NODE.id();
        }
    }

    @Nested
    final class Shelf extends DocumentShelfContract {

        @Override
        protected DocumentShelf shelf() {
            return grid.shelf();
        }

        @Override
        protected DocumentShelf otherShelf() {
            return grid.shelf();
        }
    }
}
