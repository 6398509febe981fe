package io.gridgate.grid;

import io.gridgate.rollout.NodeReport;
import io.gridgate.rollout.NodeState;

/**
 * The octets of what a node says of itself.
 *
 * <p>Thread-safety: stateless.
 */
final class NodeReportCodec {

    static final int VERSION = 1;

    private NodeReportCodec() {}

    static byte[] encode(NodeReport report) {
        int state = switch (report.state()) {
            case STARTING -> 0;
            case SERVING -> 1;
            case DRAINING -> 2;
        };
        return new OctetWriter(VERSION).text(report.node()).text(report.memberId()).octet(state).number(report.revision())
                .number(report.newest()).text(report.problem()).octets();
    }

    static NodeReport decode(byte[] octets) {
        return OctetReader.read("node report", VERSION, octets,
                in -> new NodeReport(in.text(), in.text(), state(in.octet()), in.number(), in.number(), in.text()));
    }

    private static NodeState state(int octet) {
        return switch (octet) {
            case 0 -> NodeState.STARTING;
            case 1 -> NodeState.SERVING;
            case 2 -> NodeState.DRAINING;
            default -> throw new IllegalArgumentException("node report: state " + octet + " (expected: 0 to 2)");
        };
    }
}
