import unittest

from proxybench import load
from proxybench.load import Load

WRK = """\
Running 1s test @ http://127.0.0.1:1/
  1 threads and 64 connections
figures requests=50000 duration_us=2000000 bytes=9 connect=0 read=0 write=0 status={status} timeout=0 p50=800 p99=2100 p999=4000 max=9000
"""
H2LOAD = """\
finished in 1.00s, 3.00 req/s, 14.34MB/s
requests: 3 total, 3 started, 3 done, 2 succeeded, {failed} failed, {failed} errored, 0 timeout
status codes: 2 2xx, 0 3xx, 0 4xx, {failed} 5xx
"""


class LoadTest(unittest.TestCase):

    def test_wrk_without_errors(self):
        self.assertEqual(Load(50000, 2.0, 0.8, 2.1, 4.0, 9.0, {}), load.parse_wrk(WRK.format(status=0)))

    def test_wrk_errors_are_kept_by_kind(self):
        self.assertEqual({"status": 7}, load.parse_wrk(WRK.format(status=7)).errors)

    def test_wrk_that_ends_early_is_no_result(self):
        with self.assertRaises(RuntimeError):
            load.parse_wrk("unable to connect to 127.0.0.1:1 Connection refused")

    def test_a_plain_load_leaves_the_requests_to_wrk(self):
        script = load.wrk_script(1, 0)
        self.assertNotIn("request =", script)
        self.assertNotIn("delay =", script)

    def test_keys_and_pauses_are_in_the_script(self):
        script = load.wrk_script(300, 20)
        self.assertIn("for key = 1, 300 do", script)
        self.assertIn("last % #requests + 1", script)
        self.assertIn("delay = function() return 20 end", script)

    def test_h2load_refuses_what_it_cannot(self):
        with self.assertRaises(RuntimeError):
            load.run("h2load", "http://127.0.0.1:1/", 1, 1, (), None, keys=2)

    def test_h2load_counts_what_succeeded_and_takes_times_from_its_log(self):
        self.assertEqual(Load(2, 1.0, 0.2, 0.4, 0.4, 0.4, {}), load.parse_h2load(H2LOAD.format(failed=0), "1\t200\t100\n2\t200\t200\n3\t200\t400\n"))

    def test_h2load_errors_are_kept_by_kind(self):
        self.assertEqual({"failed": 1, "errored": 1, "5xx": 1}, load.parse_h2load(H2LOAD.format(failed=1), "1\t200\t100\n").errors)
