import os
import subprocess
import unittest

from proxybench import strace

SUMMARY = """% time     seconds  usecs/call     calls    errors syscall
------ ----------- ----------- --------- --------- ----------------
 90.00    0.900000           9    100000           write
  9.99    0.099000          99      1000       283 futex
------ ----------- ----------- --------- --------- ----------------
100.00    0.999000          10    101000       283 total
"""


class StraceTest(unittest.TestCase):

    def test_calls_by_name(self):
        self.assertEqual({"write": 100_000, "futex": 1000}, strace.parse(SUMMARY))

    @unittest.skipIf(os.system("strace -c -o /dev/null true 2> /dev/null") != 0, "no strace, or it may not trace")
    def test_calls_of_a_process(self):
        with subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as cat:
            with strace.counting(cat.pid) as calls:
                cat.stdin.write(b"x")
                cat.stdin.close()
                cat.wait(10)
        self.assertEqual(1, calls["write"])
