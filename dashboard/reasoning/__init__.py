"""Pages that reason with what was said: ask, contradictions, check a draft, enter a figure."""
