import math
import unittest

from proxybench import stats
from proxybench.stats import Sample, Spread


def sample(number, candidate, cpu_us, point="", **more):
    return Sample(number, candidate, point, None, requests=1000, cpu_us=cpu_us, requests_per_second=1, p50_ms=1, p99_ms=1, p999_ms=1, rss_mib=1, **more)


class StatsTest(unittest.TestCase):

    def test_spread_is_median_least_and_most(self):
        self.assertEqual(Spread(2.5, 1, 9), Spread.of([9, 1, 2, 3]))

    def test_spread_leaves_out_what_is_missing(self):
        self.assertEqual(Spread(2, 2, 2), Spread.of([None, 2]))
        self.assertIsNone(Spread.of([None]))

    def test_percentile_is_the_nearest_rank(self):
        ordered = list(range(1, 1001))
        self.assertEqual([500, 990, 999], [stats.percentile(ordered, percent) for percent in (50, 99, 99.9)])
        self.assertEqual(7, stats.percentile([7], 99.9))
        self.assertTrue(math.isnan(stats.percentile([], 50)))

    def test_ratio_is_taken_within_a_round(self):
        # The second round is twice as slow for both, which must not show.
        samples = [sample(1, "haproxy", 10), sample(1, "gridgate", 12), sample(2, "haproxy", 20), sample(2, "gridgate", 24)]
        self.assertEqual(Spread(1.2, 1.2, 1.2), stats.ratio(samples, "gridgate", "", "cpu_us", "haproxy", ""))

    def test_ratio_of_a_round_without_the_other_is_left_out(self):
        samples = [sample(1, "haproxy", 10), sample(1, "gridgate", 12), sample(2, "gridgate", 24)]
        self.assertEqual(1.2, stats.ratio(samples, "gridgate", "", "cpu_us", "haproxy", "").median)
        self.assertIsNone(stats.ratio(samples, "gridgate", "", "cpu_us", "nginx", ""))

    def test_rows_keep_their_first_order(self):
        samples = [sample(1, "b", 1, "x"), sample(1, "a", 1, "x"), sample(2, "a", 1, "x"), sample(2, "b", 1, "x")]
        self.assertEqual([("b", "x"), ("a", "x")], stats.rows(samples))

    def test_extra_figures_are_found_by_name(self):
        self.assertEqual(5, sample(1, "a", 1, extra={"apply_ms": 5}).figure("apply_ms"))
        self.assertIsNone(sample(1, "a", 1).figure("apply_ms"))
