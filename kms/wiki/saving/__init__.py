"""Saving a page: prepare, merge, store, and retry if somebody else saved in between."""
