"""Agreements on screen: the register on a day, life lines, lists to act on, coverage, and one agreement by itself."""
