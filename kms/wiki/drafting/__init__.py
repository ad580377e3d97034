"""Drafts, and who else is editing a page."""
