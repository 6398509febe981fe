import unittest

from ..scenarios import jmh


def _result(name, threads=1, **params):
    return {"benchmark": f"io.gridgate.route.{name}", "threads": threads, "params": params, "primaryMetric": {"rawData": [[10.0, 20.0], [30.0, 30.0]]},
            "secondaryMetrics": {"gc.alloc.rate": {"rawData": [[1, 1], [1, 1]]}, "gc.alloc.rate.norm": {"rawData": [[64.0, 64.0], [72.0, 72.0]]}}}


class JmhTest(unittest.TestCase):

    def test_each_jvm_is_a_sample(self):
        first, second = jmh.samples(_result("RouteMatchBenchmark.found", routes="100000"))
        self.assertEqual((first.round, first.candidate, first.point), (1, "RouteMatch.found", "100,000 routes"))
        self.assertEqual((first.figure("nanos"), second.figure("nanos")), (15, 30))
        self.assertEqual((first.figure("bytes"), second.figure("bytes")), (64, 72))

    def test_threads_are_told_when_there_are_several(self):
        self.assertEqual(jmh.samples(_result("LeaseBenchmark.take"))[0].point, "")
        shared = jmh.samples(_result("LeaseBenchmark.takeContended", threads=2))[0]
        self.assertEqual((shared.candidate, shared.point), ("Lease.take", "2 threads"))
