"""Producers' files -> judged, tidy rows -> db.store."""
