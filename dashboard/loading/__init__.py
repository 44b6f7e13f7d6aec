"""Loading files from the page: drop, judge, mend, look, store, undo."""
