"""Unit tests of what computes and parses; `bench --self-test` runs them."""
