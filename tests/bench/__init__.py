"""How long loads and clicks take, against other ways. Run by hand: `make bench`, `make bench-dashboard`."""
