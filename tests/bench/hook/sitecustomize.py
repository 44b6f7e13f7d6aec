"""Read by Python at the start of a measured server, whose path begins with this folder: how it treats rubbish.

BENCH_FROZEN=1: the signal SIGUSR1 collects and freezes once, as an app would when it has imported all it needs.
Set at all, no other `gc.freeze()` does anything.
"""

import gc
import os
import signal

freeze = gc.freeze

if "BENCH_FROZEN" in os.environ:
    gc.freeze = lambda: None
if os.environ.get("BENCH_FROZEN") == "1":
    signal.signal(signal.SIGUSR1, lambda _signal, _frame: (gc.collect(), freeze()))
