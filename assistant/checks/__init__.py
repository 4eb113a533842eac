"""Exact checks of a sentence against cited text. Each gives a Finding, or None where it has no objection."""
