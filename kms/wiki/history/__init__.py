"""Revisions and their differences."""
