"""Yardsticks: pages that the speed of ours is told by. Each is run by a server of its own, see tests.bench.servers."""
