package io.gridgate.cache;

final class InMemoryPurgeBoardTest extends PurgeBoardContract {

    private final PurgeBoard board = new InMemoryPurgeBoard();

    @Override
    protected PurgeBoard board() {
        return board;
    }

    @Override
    protected PurgeBoard otherBoard() {
        return board;
    }
}
