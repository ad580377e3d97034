"""Revisions and the differences between them."""
