import os
import unittest

from proxybench import proc


class ProcTest(unittest.TestCase):

    def test_stat_with_blanks_and_brackets_in_the_name(self):
        self.assertEqual((7, 1 + 3, 2 + 4), proc.parse_stat("42 (a ) b (c) S 7 42 42 0 -1 4194560 9 9 9 9 1 2 3 4 20 0 1 0 5"))

    def test_tree_has_descendants_and_nobody_else(self):
        self.assertEqual({1, 2, 3}, proc.tree(1, {1: 0, 2: 1, 3: 2, 4: 0, 5: 4}))

    def test_own_process_has_memory_and_time(self):
        self.assertGreater(proc.rss_bytes(os.getpid()), 1024 * 1024)
        self.assertGreaterEqual(proc.cpu_seconds(os.getpid()), proc.system_seconds(os.getpid()))
