"""How long loads take, against other ways of loading. Run by hand: `make bench`."""
