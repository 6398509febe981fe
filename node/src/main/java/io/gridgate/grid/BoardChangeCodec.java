package io.gridgate.grid;

import io.gridgate.rollout.BoardChange;
import java.util.Set;

/**
 * The octets of a step of the rollout's protocol, as it travels to the owner of the board.
 *
 * <p>Thread-safety: stateless.
 */
final class BoardChangeCodec {

    static final int VERSION = 1;
    private static final int PROPOSE = 1;
    private static final int ACKNOWLEDGE = 2;
    private static final int COMMIT = 3;
    private static final int ABORT = 4;
    private static final int INSTALL = 5;
    private static final int COMPLETE = 6;

    private BoardChangeCodec() {}

    static byte[] encode(BoardChange change) {
        OctetWriter out = new OctetWriter(VERSION);
        switch (change) {
            case BoardChange.Propose propose -> BoardStateCodec.write(out.octet(PROPOSE), propose.proposal());
            case BoardChange.Acknowledge word -> BoardStateCodec.write(out.octet(ACKNOWLEDGE).text(word.proposalId()), word.word());
            case BoardChange.Commit commit -> out.octet(COMMIT).text(commit.proposalId())
                    .list(commit.memberIds().stream().sorted().toList(), OctetWriter::text);
            case BoardChange.Abort abort -> out.octet(ABORT).text(abort.proposalId());
            case BoardChange.Install install -> out.octet(INSTALL).text(install.clusterId()).list(install.history(),
                    BoardStateCodec::write);
            case BoardChange.Complete complete -> out.octet(COMPLETE).text(complete.clusterId()).list(complete.older(),
                    BoardStateCodec::write);
        }
        return out.octets();
    }

    static BoardChange decode(byte[] octets) {
        return OctetReader.read("board change", VERSION, octets, in -> {
            int kind = in.octet();
            return switch (kind) {
                case PROPOSE -> new BoardChange.Propose(BoardStateCodec.proposal(in));
                case ACKNOWLEDGE -> new BoardChange.Acknowledge(in.text(), BoardStateCodec.acknowledgement(in));
                case COMMIT -> new BoardChange.Commit(in.text(), Set.copyOf(in.list(OctetReader::text)));
                case ABORT -> new BoardChange.Abort(in.text());
                case INSTALL -> new BoardChange.Install(in.text(), in.list(BoardStateCodec::revision));
                case COMPLETE -> new BoardChange.Complete(in.text(), in.list(BoardStateCodec::revision));
                default -> throw new IllegalArgumentException("board change: kind " + kind + " (expected: 1 to 6)");
            };
        });
    }
}
