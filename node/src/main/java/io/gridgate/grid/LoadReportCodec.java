package io.gridgate.grid;

import io.gridgate.service.peer.LoadReport;
import io.gridgate.service.peer.LoadReport.Load;

/**
 * The octets of how much a node uses instances: sixteen for each, whatever its name.
 *
 * <p>Thread-safety: stateless.
 */
final class LoadReportCodec {

    static final int VERSION = 1;

    private LoadReportCodec() {}

    static byte[] encode(LoadReport report) {
        return new OctetWriter(VERSION).text(report.node())
                .list(report.loads(), (out, load) -> out.number(load.instance()).integer(Float.floatToIntBits(load.inFlight()))
                        .integer(Float.floatToIntBits(load.latencyNanos())))
                .octets();
    }

    static LoadReport decode(byte[] octets) {
        return OctetReader.read("load report", VERSION, octets, in -> new LoadReport(in.text(), in.list(
                each -> new Load(each.number(), Float.intBitsToFloat(each.integer()), Float.intBitsToFloat(each.integer())))));
    }
}
