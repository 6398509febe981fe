import tempfile
import unittest
from pathlib import Path

from proxybench import record, report
from proxybench.rig import Options
from proxybench.scenarios import Column, Scenario
from proxybench.tests.test_stats import sample

PLAIN = Scenario("plain", "Plain", run=lambda rig: None, columns=(Column("requests_per_second", "requests/s"), Column("apply_ms", "apply ms")))
ROUTES = Scenario("routes", "Routes", run=lambda rig: None, axis="routes", growth=True, columns=())


class ReportTest(unittest.TestCase):

    def test_table_has_medians_spread_and_ratio(self):
        samples = [sample(1, "haproxy", 10), sample(1, "gridgate", 12), sample(2, "haproxy", 10), sample(2, "gridgate", 14)]
        self.assertEqual("""\
| proxy | CPU us/request (spread) | x haproxy (spread) | requests/s |
| --- | --- | --- | --- |
| haproxy | 10.0 (10.0 to 10.0) | 1.00 (1.00 to 1.00) | 1 |
| gridgate | 13.0 (12.0 to 14.0) | 1.30 (1.20 to 1.40) | 1 |""", report.table(PLAIN, samples))

    def test_a_reference_without_points_is_compared_with_every_point(self):
        samples = [sample(1, "haproxy", 10), sample(1, "gridgate", 12, "10"), sample(1, "gridgate", 18, "100")]
        self.assertEqual("| 100 | gridgate | 18.0 (18.0 to 18.0) | 1.80 (1.80 to 1.80) | 1.50 |", report.table(ROUTES, samples).splitlines()[-1])

    def test_every_failed_load_is_named(self):
        self.assertEqual(["round 2 gridgate : {'status': 3}"], report.failures([sample(1, "haproxy", 1), sample(2, "gridgate", 1, errors={"status": 3})]))

    def test_block_between_markers_is_exchanged_and_nothing_else(self):
        text = "a\n<!-- bench: plain -->\nold\n<!-- bench: end -->\nb\n<!-- bench: tls -->\nkept\n<!-- bench: end -->\n"
        self.assertEqual(text.replace("old", r"new \1"), record.replace(text, "plain", r"new \1"))
        with self.assertRaises(RuntimeError):
            record.replace(text, "other", "")

    def test_result_is_read_as_it_was_written(self):
        samples = [sample(1, "gridgate", 12.5, errors={"read": 1}, extra={"apply_ms": 3.0})]
        with tempfile.TemporaryDirectory() as directory:
            record.save(PLAIN, samples, {"commit": "c"}, Options(1, 1, 1, 1), Path(directory))
            facts, options, loaded = record.load(Path(directory) / "plain.json")
        self.assertEqual((samples, "c", 1), (loaded, facts["commit"], options["rounds"]))
