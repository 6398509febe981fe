"""Measures Gridgate beside other proxies on loopback; standard library only, Python 3.11. The entry is `bench` beside this package."""
