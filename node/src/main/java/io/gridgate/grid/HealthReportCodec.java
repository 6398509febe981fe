package io.gridgate.grid;

import io.gridgate.service.peer.HealthReport;
import io.gridgate.service.peer.HealthReport.Ejected;
import io.gridgate.service.peer.HealthReport.Verdict;

/**
 * The octets of what a node found out about instances.
 *
 * <p>Thread-safety: stateless.
 */
final class HealthReportCodec {

    static final int VERSION = 1;

    private HealthReportCodec() {}

    static byte[] encode(HealthReport report) {
        return new OctetWriter(VERSION).text(report.node())
                .list(report.verdicts(),
                        (out, verdict) -> out.text(verdict.instance()).octet(verdict.healthy() ? 1 : 0).text(verdict.why()))
                .list(report.ejections(),
                        (out, ejected) -> out.text(ejected.instance()).number(ejected.untilMillis()).integer(ejected.count()))
                .octets();
    }

    static HealthReport decode(byte[] octets) {
        return OctetReader.read("health report", VERSION, octets, in -> new HealthReport(in.text(),
                in.list(each -> new Verdict(each.text(), each.octet() == 1, each.text())),
                in.list(each -> new Ejected(each.text(), each.number(), each.integer()))));
    }
}
