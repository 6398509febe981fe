package io.gridgate.grid;

import io.gridgate.config.source.Problem;
import io.gridgate.rollout.Acknowledgement;
import io.gridgate.rollout.BoardState;
import io.gridgate.rollout.Proposal;
import io.gridgate.rollout.Revision;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The octets of the board's state and of its parts.
 *
 * <p>Thread-safety: stateless.
 */
final class BoardStateCodec {

    static final int VERSION = 1;

    private BoardStateCodec() {}

    static byte[] encode(BoardState state) {
        OctetWriter out = new OctetWriter(VERSION).text(state.clusterId()).list(state.history(), BoardStateCodec::write);
        Proposal proposal = state.proposal();
        out.octet(proposal == null ? 0 : 1);
        if (proposal != null) {
            write(out, proposal);
        }
        return out.octets();
    }

    static BoardState decode(byte @Nullable [] octets) {
        if (octets == null) {
            return BoardState.EMPTY;
        }
        return OctetReader.read("board state", VERSION, octets, in -> new BoardState(in.text(), in.list(BoardStateCodec::revision),
                in.octet() == 0 ? null : proposal(in)));
    }

    static void write(OctetWriter out, Revision revision) {
        out.number(revision.number()).text(revision.sha256()).text(revision.parentSha256()).number(revision.created().toEpochMilli())
                .text(revision.author()).text(revision.message()).number(revision.sizeBytes());
    }

    static Revision revision(OctetReader in) {
        return new Revision(in.number(), in.text(), in.text(), Instant.ofEpochMilli(in.number()), in.text(), in.text(),
                Math.toIntExact(in.number()));
    }

    static void write(OctetWriter out, Proposal proposal) {
        out.text(proposal.id()).text(proposal.clusterId()).number(proposal.expected()).list(proposal.lineage(), BoardStateCodec::write)
                .text(proposal.proposer()).text(proposal.proposerId());
        List<Acknowledgement> words = proposal.acknowledgements().values().stream()
                .sorted(Comparator.comparing(Acknowledgement::memberId)).toList();
        out.list(words, BoardStateCodec::write);
    }

    static Proposal proposal(OctetReader in) {
        return new Proposal(in.text(), in.text(), in.number(), in.list(BoardStateCodec::revision), in.text(), in.text(), words(in));
    }

    private static Map<String, Acknowledgement> words(OctetReader in) {
        return in.list(BoardStateCodec::acknowledgement).stream()
                .collect(Collectors.toMap(Acknowledgement::memberId, Function.identity()));
    }

    static void write(OctetWriter out, Acknowledgement word) {
        out.text(word.node()).text(word.memberId()).list(word.problems(), BoardStateCodec::write);
    }

    static Acknowledgement acknowledgement(OctetReader in) {
        return new Acknowledgement(in.text(), in.text(), in.list(BoardStateCodec::problem));
    }

    private static void write(OctetWriter out, Problem problem) {
        out.text(problem.file()).number(problem.line()).number(problem.column()).text(problem.path()).text(problem.message())
                .octet(problem.isError() ? 1 : 0);
    }

    private static Problem problem(OctetReader in) {
        return new Problem(in.text(), Math.toIntExact(in.number()), Math.toIntExact(in.number()), in.text(), in.text(),
                in.octet() == 1 ? Problem.Severity.ERROR : Problem.Severity.WARNING);
    }
}
