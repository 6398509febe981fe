import unittest

from proxybench import gclog

LOG = """\
[0.012s] Using Serial
[1.000s] GC(0) Pause Young (Allocation Failure) 18M->2M(61M) 1.234ms
[2.000s] GC(1) Pause Young (Allocation Failure) 22M->3M(61M) 2.500ms
[4.000s] GC(2) Pause Full (System.gc()) 43M->4M(61M) 12.000ms
"""


class GcLogTest(unittest.TestCase):

    def test_collections_are_read_and_other_lines_are_not(self):
        collections = gclog.parse(LOG)
        self.assertEqual([False, False, True], [collection.is_full for collection in collections])
        self.assertEqual((2.0, 22, 3, 2.5), (collections[1].uptime, collections[1].before, collections[1].after, collections[1].pause_ms))

    def test_what_grew_between_collections_was_allocated(self):
        self.assertEqual(((22 - 2) + (43 - 3)) * 1024 * 1024 / 3.0, gclog.bytes_per_second(gclog.parse(LOG)))

    def test_one_collection_says_nothing_about_a_rate(self):
        self.assertIsNone(gclog.bytes_per_second(gclog.parse(LOG)[:1]))

    def test_lines_of_a_concurrent_collector(self):
        line = "[3.100s] GC(4) Major Collection (Proactive) 100M(10%)->20M(2%) 0.123s"
        self.assertEqual((100, 20), (gclog.parse(line)[0].before, gclog.parse(line)[0].after))
