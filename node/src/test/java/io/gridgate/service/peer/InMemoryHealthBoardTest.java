package io.gridgate.service.peer;

final class InMemoryHealthBoardTest extends HealthBoardContract {

    private final HealthBoard board = new InMemoryHealthBoard();

    @Override
    protected HealthBoard board() {
        return board;
    }

    @Override
    protected HealthBoard otherBoard() {
        return board;
    }
}
